package api

import (
	"context"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// bouncedShape is an e-mail address that mail came back from for good.
type bouncedShape struct {
	Address string  `json:"address"`
	At      *string `json:"at" format:"date-time" doc:"When the report came"`
	Words   string  `json:"words" doc:"Of the report, empty if it has none"`
}

// bounces are marked addresses by address in lower case.
type bounces map[string]dsar.BouncedAddress

// of lists the marked addresses of a controller in the order of its addresses.
func (b bounces) of(c dsar.Controller) []bouncedShape {
	list := []bouncedShape{}
	for _, address := range c.Emails {
		if m, ok := b[strings.ToLower(address)]; ok {
			list = append(list, bouncedShape{Address: address, At: instant(m.At), Words: m.Words})
		}
	}
	return list
}

// bounces reads which addresses of the controllers are marked.
func (h *handler) bounces(ctx context.Context, a casework.Actor, controllers ...dsar.Controller) (bounces, error) {
	var addresses []string
	for _, c := range controllers {
		addresses = append(addresses, c.Emails...)
	}
	return h.Service.BouncedAddresses(ctx, a, addresses)
}

func (h *handler) taggedController(ctx context.Context, a casework.Actor, c dsar.Controller) (*tagged[ControllerFields], error) {
	marked, err := h.bounces(ctx, a, c)
	if err != nil {
		return nil, err
	}
	return &tagged[ControllerFields]{ETag: etag(c.Version), Body: controllerOf(c, marked)}, nil
}

type addressWorksInput struct {
	ByID
	Body struct {
		Address string `json:"address" doc:"One of the controller's that is marked"`
	}
}

func (h *handler) addressWorks(ctx context.Context, a casework.Actor, in *addressWorksInput) (*tagged[ControllerFields], error) {
	c, err := h.Service.AddressWorks(ctx, a, in.ID, in.Body.Address)
	if err != nil {
		return nil, err
	}
	return h.taggedController(ctx, a, c)
}
