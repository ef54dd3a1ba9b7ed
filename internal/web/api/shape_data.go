package api

import (
	"recourse/internal/casework"
	"recourse/internal/datascan"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

type dataFileShape struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Size       int64   `json:"size" doc:"In bytes"`
	SHA256     string  `json:"sha256"`
	MediaType  string  `json:"media_type" doc:"As its first bytes show it"`
	ReceivedOn *string `json:"received_on"`
	AddedAt    *string `json:"added_at"`
}

func dataFileOf(f dsar.DataFile) dataFileShape {
	return dataFileShape{
		ID: f.ID, Name: f.Name, Size: f.Size, SHA256: f.SHA256, MediaType: f.MediaType, ReceivedOn: day(f.ReceivedOn), AddedAt: instant(f.AddedAt),
	}
}

// attachmentShape is a file that came with a mail and was not read for what it holds.
type attachmentShape struct {
	MessageID string `json:"message_id"`
	Number    int    `json:"number" doc:"Within the mail, from 1"`
	Name      string `json:"name"`
	MediaType string `json:"media_type" doc:"As its first bytes show it"`
	Size      int64  `json:"size" doc:"In bytes"`
	SHA256    string `json:"sha256"`
	FileID    string `json:"file_id" doc:"Of the file of the data received that has the same content, empty if there is none"`
}

func attachmentOf(a casework.Attachment) attachmentShape { return attachmentShape(a) }

type scanShape struct {
	ID         string   `json:"id"`
	State      string   `json:"state" enum:"queued,running,done,cancelled,failed"`
	Percent    int      `json:"percent" minimum:"0" maximum:"100"`
	BytesDone  int64    `json:"bytes_done"`
	BytesTotal int64    `json:"bytes_total"`
	Unpacked   int64    `json:"bytes_unpacked"`
	Entries    int      `json:"entries" doc:"Files read, those in archives included"`
	Files      []string `json:"files" nullable:"false" doc:"Ids of the files"`
	ErrorKey   string   `json:"error_key" doc:"Stable name of the sentence that says why it failed, empty otherwise"`
	QueuedAt   *string  `json:"queued_at"`
	StartedAt  *string  `json:"started_at"`
	FinishedAt *string  `json:"finished_at"`
}

func scanOf(v casework.ScanView) scanShape {
	s := v.Scan
	return scanShape{
		ID: s.ID, State: string(s.State), Percent: v.Percent, BytesDone: s.BytesDone, BytesTotal: s.BytesTotal, Unpacked: s.Unpacked,
		Entries: s.Entries, Files: orEmpty(s.Files), ErrorKey: s.ErrorKey,
		QueuedAt: instant(s.QueuedAt), StartedAt: instant(s.StartedAt), FinishedAt: instant(s.FinishedAt),
	}
}

type dataMonthShape struct {
	Month string `json:"month" doc:"2026-01"`
	Count int64  `json:"count"`
}

// dataTypeShape is a place where dates stand in the data.
type dataTypeShape struct {
	File     string  `json:"file" doc:"Path of the file, ! between an archive and its content; # stands for digits, * for folders"`
	Field    string  `json:"field" doc:"JSON path, column, element or property; empty for prose, (name) for names of files"`
	Reason   string  `json:"reason,omitempty" doc:"Why these dates do not count"`
	Earliest *string `json:"earliest"`
	Latest   *string `json:"latest"`
	Count    int64   `json:"count"`
}

type refusalShape struct {
	File   string           `json:"file"`
	Key    string           `json:"key" doc:"Stable name of the reason"`
	Text   string           `json:"text" doc:"The reason as a sentence, in the language of the answer"`
	Args   map[string]int64 `json:"args,omitempty" doc:"The numbers that it names"`
	Partly bool             `json:"partly" doc:"Some of it was read before, and counts"`
}

// dataFindingShape is one striking thing about the data.
type dataFindingShape struct {
	Kind      string  `json:"kind" enum:"cliff,late_start,gap,short_type"`
	Certainty string  `json:"certainty" enum:"likely,possible"`
	Key       string  `json:"key" doc:"The restriction that it suggests"`
	File      string  `json:"file" doc:"Empty if it is all the data"`
	Field     string  `json:"field"`
	From      *string `json:"from" doc:"The time that is missing, both days included"`
	To        *string `json:"to"`
	Boundary  *string `json:"boundary" doc:"The day of a cliff"`
	Months    int     `json:"months" doc:"The round period of a cliff; 0 for 1 January"`
	Count     int64   `json:"count" doc:"Dates that were judged"`
	FindingID string  `json:"finding_id" doc:"The finding that was proposed for it, empty if there is none"`
}

type dataResultShape struct {
	ScanID   string             `json:"scan_id"`
	Stale    bool               `json:"stale" doc:"The files or their days have changed since"`
	Earliest *string            `json:"earliest"`
	Latest   *string            `json:"latest"`
	Count    int64              `json:"count" doc:"Dates that count"`
	Months   []dataMonthShape   `json:"months" nullable:"false" doc:"Every month from the earliest to the latest"`
	Types    []dataTypeShape    `json:"record_types" nullable:"false"`
	Aside    []dataTypeShape    `json:"set_aside" nullable:"false" doc:"Dates that do not count, each with its reason"`
	Refused  []refusalShape     `json:"refused" nullable:"false" doc:"The first hundred files that were not read"`
	Refusals int                `json:"refused_count"`
	Files    int                `json:"files" doc:"Files read, archives not counted"`
	Bytes    int64              `json:"bytes" doc:"Read, after unpacking"`
	Findings []dataFindingShape `json:"findings" nullable:"false" doc:"Suspicions for a person to judge, the likely ones first"`
	More     int                `json:"more_findings"`
}

type dataShape struct {
	Files      []dataFileShape   `json:"files" nullable:"false"`
	Attached   []attachmentShape `json:"attached" nullable:"false" doc:"Files that came with the mails of the request"`
	KnownSince *string           `json:"known_since" doc:"The relation with the controller began, as the person says"`
	ReadsPDF   bool              `json:"reads_pdf" doc:"pdftotext is installed"`
	MaxFile    int64             `json:"max_file_size" doc:"In bytes"`
	Used       int64             `json:"used" doc:"Bytes of all files of the workspace"`
	Quota      int64             `json:"quota" doc:"Bytes that they may have; 0 for no limit"`
	Scan       *scanShape        `json:"scan" doc:"The newest, null if there is none"`
	Result     *dataResultShape  `json:"result" doc:"Of the last scan that was done, null if none was"`
}

func dataOf(v casework.DataView, words *i18n.Catalog, lang string) dataShape {
	s := dataShape{
		Files: listOf(v.Files, dataFileOf).Items, Attached: listOf(v.Attached, attachmentOf).Items, KnownSince: day(v.Request.KnownSince), ReadsPDF: v.ReadsPDF, MaxFile: v.MaxFile,
		Used: v.Used, Quota: v.Quota,
	}
	if v.Scan != nil {
		scan := scanOf(*v.Scan)
		s.Scan = &scan
	}
	if v.Result != nil {
		result := dataResultOf(*v.Result, words, lang)
		s.Result = &result
	}
	return s
}

func dataResultOf(d casework.DataResult, words *i18n.Catalog, lang string) dataResultShape {
	r := d.Result
	s := dataResultShape{
		ScanID: d.Scan.ID, Stale: d.Stale, Earliest: day(r.All.Earliest), Latest: day(r.All.Latest), Count: r.All.Count,
		Months: []dataMonthShape{}, Types: listOf(r.Types, dataTypeOf).Items, Aside: listOf(r.SetAside, dataTypeOf).Items,
		Refused: []refusalShape{}, Refusals: r.RefusedCount, Files: r.Files, Bytes: r.Bytes, Findings: []dataFindingShape{}, More: d.More,
	}
	for _, m := range r.All.Months {
		s.Months = append(s.Months, dataMonthShape{m.Start.String()[:len("2026-01")], m.Count})
	}
	for _, refused := range r.Refused {
		s.Refused = append(s.Refused, refusalShape{
			File: refused.File, Key: string(refused.Err.Key), Args: refused.Err.Args, Partly: refused.Partly,
			Text: words.Limited(lang, string(refused.Err.Key), refused.Err.Args["limit"]),
		})
	}
	for _, j := range d.Judged {
		f := dataFindingShape{
			Kind: string(j.Kind), Certainty: string(j.Certainty), Key: j.Key, File: j.File, Field: j.Field, From: day(j.From), To: day(j.To),
			Boundary: day(j.Boundary), Months: j.Months, Count: j.Count,
		}
		if j.Proposed != nil {
			f.FindingID = j.Proposed.Finding.ID
		}
		s.Findings = append(s.Findings, f)
	}
	return s
}

func dataTypeOf(t datascan.RecordType) dataTypeShape {
	return dataTypeShape{
		File: t.File, Field: t.Field, Reason: string(t.Reason), Earliest: day(t.Earliest), Latest: day(t.Latest), Count: t.Count,
	}
}
