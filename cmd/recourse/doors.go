package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/mail/listener"
)

// doors are the listeners for incoming mail.
type doors []*listener.Listener

// openDoors listens for mail where the settings say. fail is called if a listener ends
// by itself: the program then ends too, so that whoever watches over it notices.
func (h *house) openDoors(ctx context.Context, service *casework.Service, fail context.CancelCauseFunc) (doors, error) {
	if len(h.config.MailEndpoints) == 0 {
		return nil, nil
	}
	certificate, err := h.mailTLS()
	if err != nil {
		return nil, err
	}
	var opened doors
	for _, endpoint := range h.config.MailEndpoints {
		l, err := listener.Start(ctx, listener.Options{
			Service: service, Log: h.log, Endpoint: endpoint, Name: h.mailHost(), TLS: certificate, OnFail: fail,
		})
		if err != nil {
			return nil, errors.Join(fmt.Errorf("RECOURSE_MAIL_LISTEN: %w", err), opened.close(ctx))
		}
		h.log.Info("listening for mail", "address", l.Addr().String(), "lmtp", endpoint.LMTP, "starttls", certificate != nil)
		opened = append(opened, l)
	}
	return opened, nil
}

// mailTLS returns what STARTTLS is offered with, nil if there is no certificate. The
// files are read for every connection: certificates are renewed while we run.
func (h *house) mailTLS() (*tls.Config, error) {
	cert, key := h.config.MailCert, h.config.MailKey
	if cert == "" {
		return nil, nil
	}
	if _, err := tls.LoadX509KeyPair(cert, key); err != nil {
		return nil, fmt.Errorf("RECOURSE_MAIL_CERT and RECOURSE_MAIL_KEY: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(cert, key)
		return &pair, err
	}}, nil
}

// mailHost is the name that mail servers are greeted with.
func (h *house) mailHost() string {
	if host, err := os.Hostname(); err == nil && strings.Contains(host, ".") {
		return host
	}
	_, host, _ := strings.Cut(h.config.Mailbox, "@")
	return cmp.Or(h.config.MailDomain, host)
}

// close waits a while for mails that are being received.
func (d doors) close(ctx context.Context) error {
	farewell, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
	defer cancel()
	var problems []error
	for _, l := range d {
		if err := l.Stop(farewell); err != nil {
			problems = append(problems, fmt.Errorf("a mail was cut off while it was received, and will be sent again: %w", err))
		}
	}
	return errors.Join(problems...)
}

// doorFailure is why a door ended by itself, nil if none did.
func doorFailure(ctx context.Context) error {
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
