// Package api is the JSON API under /api/v1: one resource per file. A handler
// reads its input, calls one method of package casework and words the result; it
// decides nothing itself.
//
// Clients authenticate with a bearer token and nothing else; cookies are not
// looked at, so no other site can act in a reader's name. Every error is a
// problem (RFC 9457). Texts come in the language of Accept-Language, by default
// that of the account. Days are written 2026-01-31 and are null where there is
// none; instants are RFC 3339 in UTC.
package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/law"
	"recourse/internal/restriction"
	"recourse/internal/web/respond"
	"recourse/internal/web/throttle"
)

// Options are what the API works with. All are required.
type Options struct {
	Service  *casework.Service
	Wording  respond.Wording
	Law      *law.Book
	Detector *restriction.Detector
	Clients  *throttle.Throttle // wrong tokens, by address
	Public   *throttle.Throttle // calculations without an account, by address
	Now      func() time.Time
	Version  string
}

const (
	root         = "/api/v1"
	openAPI      = "/api/openapi" // with .json or .yaml
	bearerScheme = "bearer"

	// maxBodyBytes leaves the limit to the engine, which knows uploads from the rest.
	maxBodyBytes    = -1
	bodyReadTimeout = time.Minute
)

// handler holds what the operations use.
type handler struct {
	Options
	api huma.API
}

// Mount adds the API and its description to the engine. The engine's middleware
// must limit the size of bodies already.
func Mount(e *gin.Engine, o Options) {
	h := &handler{Options: o}
	group := e.Group("", h.guard, h.bufferBody, h.takeMultipart, h.onlyOnce)
	h.api = humagin.NewWithGroup(e, group, h.config())
	h.describeProblems()
	h.addAccount()
	h.addMailbox()
	h.addLaw()
	h.addLawChanges()
	h.addEnforcement()
	h.addControllers()
	h.addPolicies()
	h.addRequests()
	h.addConversation()
	h.addIncoming()
	h.addProposals()
	h.addChecklist()
	h.addReminders()
	h.addData()
	h.addComplaints()
	h.addHealth()
	h.finishDescription()
}

func (h *handler) config() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Recourse",
				Version:     h.Version,
				Description: description,
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					bearerScheme: {Type: "http", Scheme: "bearer", Description: "A token made under Settings or with “recourse token create”."},
				},
			},
		},
		OpenAPIPath:                  openAPI,
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{h.wordErrors},
	}
}

const description = `Files data subject requests, says when their answer is due and why, and records what becomes of them.

Whatever creates or sends takes an Idempotency-Key: the same key with the same request gives the first answer again, with the header Idempotency-Replayed. Whatever changes takes If-Match with the ETag that was read, and answers 412 if somebody has changed it since.`

// operation describes one call. Input and output types say the rest.
type operation struct {
	id      string // operationId
	method  string
	path    string // below root
	summary string
	tag     string
	status  int // of success; 0 means 200
	open    bool
	public  bool // works without a token too
	streams bool // reads its body as it comes; it cannot be carried out once by its key
}

// add registers an operation for signed-in accounts.
func add[I, O any](h *handler, op operation, run func(context.Context, casework.Actor, *I) (*O, error)) {
	described := huma.Operation{
		OperationID:     op.id,
		Method:          op.method,
		Path:            root + op.path,
		Summary:         op.summary,
		Tags:            []string{op.tag},
		DefaultStatus:   op.status,
		MaxBodyBytes:    maxBodyBytes,
		BodyReadTimeout: bodyReadTimeout,
		Errors:          errorsOf(op),
		Security:        []map[string][]string{{bearerScheme: {}}},
	}
	if op.open {
		described.Security = []map[string][]string{}
	}
	if op.public {
		described.Security = append(described.Security, map[string][]string{})
	}
	if op.method == http.MethodPost && !op.open && !op.public && !op.streams {
		described.Parameters = append(described.Parameters, idempotencyParameter())
	}
	huma.Register(h.api, described, func(ctx context.Context, in *I) (*O, error) {
		out, err := run(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, h.Wording.Problem(ctx, languageOf(ctx), err)
		}
		return out, nil
	})
}

// errorsOf lists the statuses that a call can fail with.
func errorsOf(op operation) []int {
	if op.open {
		return []int{http.StatusServiceUnavailable}
	}
	statuses := []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusUnprocessableEntity}
	if strings.Contains(op.path, "{") {
		statuses = append(statuses, http.StatusNotFound)
	}
	if op.method != http.MethodGet {
		statuses = append(statuses, http.StatusForbidden, http.StatusConflict, http.StatusPreconditionFailed)
	}
	if op.method == http.MethodPost || op.method == http.MethodPatch || op.method == http.MethodPut {
		statuses = append(statuses, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	slices.Sort(statuses)
	return statuses
}

func idempotencyParameter() *huma.Param {
	limit := maxIdempotencyKey
	return &huma.Param{
		Name: headerIdempotencyKey, In: "header",
		Description: "Any text unique to this call. Sent again with the same body, the call is not carried out again.",
		Schema:      &huma.Schema{Type: "string", MaxLength: &limit},
	}
}
