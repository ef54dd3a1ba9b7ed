package upload_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"recourse/internal/web/upload"
)

const twoFiles = "--b\r\nContent-Disposition: form-data; name=\"received_on\"\r\n\r\n2026-06-20\r\n" +
	"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n[1]\r\n" +
	"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n" +
	"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.csv\"\r\n\r\na,b\r\n--b--\r\n"

func read(body, contentType string, fails error) (list []string, err error) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	err = upload.Read(r, func(name, value string) error {
		list = append(list, name+"="+value)
		return nil
	}, func(name string, content io.Reader) error {
		if fails != nil {
			return fails
		}
		text, err := io.ReadAll(content)
		list = append(list, fmt.Sprintf("%s:%s", name, text))
		return err
	})
	return list, err
}

func TestReadHandsOutFieldsAndFilesInTheirOrder(t *testing.T) {
	got, err := read(twoFiles, "multipart/form-data; boundary=b", nil)
	if want := []string{"received_on=2026-06-20", "a.json:[1]", "b.csv:a,b"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestReadEndsWithTheFirstError(t *testing.T) {
	stop := errors.New("stop")
	if got, err := read(twoFiles, "multipart/form-data; boundary=b", stop); !errors.Is(err, stop) || len(got) != 1 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestReadRefusesWhatIsNoForm(t *testing.T) {
	for name, c := range map[string]struct{ body, contentType string }{
		"another type":      {"{}", "application/json"},
		"no boundary":       {twoFiles, "multipart/form-data"},
		"nothing":           {"", "multipart/form-data; boundary=b"},
		"no end":            {twoFiles[:100], "multipart/form-data; boundary=b"},
		"another boundary":  {twoFiles, "multipart/form-data; boundary=c"},
		"no type":           {twoFiles, ""},
		"an unknown header": {twoFiles, "multipart/form-data; boundary"},
	} {
		if _, err := read(c.body, c.contentType, nil); !errors.Is(err, upload.ErrForm) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
