package slipway

import (
	"context"
	"iter"
	"math"

	"slipway.io/go/internal/slipwayv1"
)

// Range is the keys that an ordered scan visits, compared as unsigned bytes.
type Range struct {
	// Prefix, if not nil, is how all visited keys begin; From and To are not looked at then.
	Prefix []byte
	// From is the first key. Nil: from the beginning.
	From []byte
	// To is the first key that is not visited any more. Nil: to the end.
	To []byte
	// PageSize is how many entries are fetched at once, 1 to 10,000; 0: 1,000.
	PageSize int
}

// Token is a place in a scan, opaque and stable: it may be stored, and used by another process. Nil is the beginning.
type Token []byte

// Page is a part of a scan.
type Page struct {
	// Entries may be empty even if there are more pages.
	Entries []Entry
	// Next is where the next page begins. Nil: this was the last.
	Next Token
}

// Scan visits the entries of a range in the order of their keys, page by page. The range must be one that the table's layout keeps together
// ([ErrScanLayout]). Entries that are written or removed meanwhile may or may not be seen. After an error the iteration ends; the context covers all
// of it.
func (t *Table) Scan(ctx context.Context, r Range) iter.Seq2[Entry, error] {
	return entries(func(from Token) (Page, error) { return t.ScanPage(ctx, r, from) }, nil)
}

// ScanPage returns one page of [Table.Scan].
func (t *Table) ScanPage(ctx context.Context, r Range, from Token) (Page, error) {
	scan := &slipwayv1.ScanRequest{Limit: limitOf(r.PageSize), Token: from}
	if r.Prefix != nil {
		scan.Range = &slipwayv1.ScanRequest_Prefix{Prefix: r.Prefix}
	} else {
		scan.Range = &slipwayv1.ScanRequest_Between_{Between: &slipwayv1.ScanRequest_Between{From: r.From, To: r.To}}
	}
	answer, err := t.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_Scan{Scan: scan}})
	if err != nil {
		return Page{}, err
	}
	return pageOf(answer.GetScan()), nil
}

// ScanAll visits the whole table, or the part that a token of [Table.Splits] stands for, in no particular order. Every entry that stays
// unchanged throughout is seen at least once; it may be seen again when the table changes its place during the scan. After an error the
// iteration ends. To go on later where a scan stopped, use [Table.ScanAllPage].
func (t *Table) ScanAll(ctx context.Context, from Token) iter.Seq2[Entry, error] {
	return entries(func(from Token) (Page, error) { return t.ScanAllPage(ctx, from, 0) }, from)
}

// ScanAllPage returns one page of [Table.ScanAll], of at most limit entries (1 to 10,000; 0: 1,000). Who keeps Page.Next can go on from there.
func (t *Table) ScanAllPage(ctx context.Context, from Token, limit int) (Page, error) {
	scan := &slipwayv1.ScanAllRequest{Token: from, Limit: limitOf(limit)}
	answer, err := t.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_ScanAll{ScanAll: scan}})
	if err != nil {
		return Page{}, err
	}
	return pageOf(answer.GetScanAll()), nil
}

// Splits returns tokens which together cover the whole table, for parallel readers: at least one, about as many as parallelism says (1 to 1,024).
func (t *Table) Splits(ctx context.Context, parallelism int) ([]Token, error) {
	splits := &slipwayv1.ScanSplitsRequest{Parallelism: saturate(parallelism)}
	answer, err := t.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_ScanSplits{ScanSplits: splits}})
	if err != nil {
		return nil, err
	}
	var tokens []Token
	for _, token := range answer.GetScanSplits().GetTokens() {
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// limitOf answers nil, which stands for the default, for zero.
func limitOf(limit int) *int32 {
	if limit == 0 {
		return nil
	}
	saturated := saturate(limit)
	return &saturated
}

// saturate keeps a number that is out of bounds out of bounds.
func saturate(number int) int32 {
	return int32(min(max(number, math.MinInt32), math.MaxInt32))
}

func pageOf(response *slipwayv1.ScanResponse) Page {
	page := Page{Entries: make([]Entry, len(response.GetEntries()))}
	for i, entry := range response.GetEntries() {
		page.Entries[i] = Entry{Key: entry.GetKey(), Value: entry.GetValue()}
		if entry.Value == nil {
			page.Entries[i].Value = []byte{}
		}
	}
	if response.GetNext() != nil {
		page.Next = response.GetNext()
	}
	return page
}

// entries follows the pages of a scan.
func entries(fetch func(Token) (Page, error), from Token) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for next := from; ; {
			page, err := fetch(next)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, entry := range page.Entries {
				if !yield(entry, nil) {
					return
				}
			}
			if page.Next == nil {
				return
			}
			next = page.Next
		}
	}
}
