package main

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// TestAnAnswerComesThroughTheDoor sends a letter and answers it by LMTP, as the mail
// server of the operator does.
func TestAnAnswerComesThroughTheDoor(t *testing.T) {
	p := newProgram(t, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
	socket := filepath.Join(t.TempDir(), "lmtp")
	p.environ = append(p.environ, "RECOURSE_MAIL_DOMAIN=answers.ngo.example", "RECOURSE_MAIL_LISTEN=lmtp+unix://"+socket)
	p.setClock("2026-01-30T10:00:00Z")
	p.command("correct horse battery\n", "user", "create", "--email", "ada@ngo.example", "--password-stdin", "--name", "Ada", "--language", "en", "--timezone", "Europe/Paris")
	p.token = strings.TrimSpace(p.command("", "token", "create", "--email", "ada@ngo.example"))
	p.serve()
	controller := p.call("POST", "/controllers", map[string]any{"name": "Photomatch SAS", "country": "FR", "emails": []string{"privacy@photomatch.example"}}, 201)
	request := p.call("POST", "/requests", map[string]any{
		"controller_id": controller["id"], "rights": []string{"access"}, "regime": "eu-gdpr", "language": "en",
		"subject": map[string]any{"name": "Camille Moreau", "email": "camille@mail.example"},
	}, 201)
	path := fmt.Sprintf("/requests/%s", request["id"])
	p.call("POST", path+"/send", map[string]any{"kind": "access"}, 201)
	p.mails("privacy@photomatch.example", 1)
	_, after, _ := strings.Cut(string(p.relay.Messages()[0].Raw), "Reply-To: <")
	address, _, _ := strings.Cut(after, ">")

	p.answerByLMTP(socket, address)
	for range 200 {
		if p.call("GET", path, nil, 200)["status"] == "answered" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the answer has not arrived\n%s", p.log.String())
}

func (p *program) answerByLMTP(socket, to string) {
	p.t.Helper()
	connection, err := net.Dial("unix", socket)
	if err != nil {
		p.t.Fatal(err)
	}
	c := smtp.NewClientLMTP(connection)
	defer c.Close()
	mail := "From: DPO <dpo@photomatch.example>\r\nTo: " + to + "\r\nSubject: Your request\r\n\r\nHere is a copy of your data.\r\n"
	if err := c.SendMail("dpo@photomatch.example", []string{to}, strings.NewReader(mail)); err != nil {
		p.t.Fatal(err)
	}
}
