package score

import (
	_ "embed"
	"encoding/binary"
	"net/url"
	"strings"
	"sync"

	"galena/internal/column"
	"galena/internal/embedded"
)

//go:embed click_ids.tsv
var clickIDsTSV string

// clickID is what the parameter of a network says about a visit.
type clickID struct {
	parameter string
	visit
	beginnings []string // of values that only this network has
}

var clickIDs = sync.OnceValue(func() []clickID {
	var ids []clickID
	for cells := range embedded.Rows(clickIDsTSV) {
		id := clickID{parameter: cells[0], visit: visit{source: cells[1], medium: cells[2]}}
		if cells[3] != "-" {
			id.beginnings = strings.Fields(cells[3])
		}
		ids = append(ids, id)
	}
	return ids
})

// visits finds from the columns of leads or events where somebody came from.
type visits struct {
	source, medium, campaign, click, referrer, page *column.Text
	tells                                           bool              // the table has a column that would name another origin
	none                                            bool              // the table has no column that tells of visits
	parameters                                      [3]column.View    // campaign parameters: source, medium, campaign
	channels                                        map[string]uint16 // channel numbers by name
	known                                           map[visit]uint16  // channel numbers
	tagged                                          map[string]uint16 // channel numbers by campaign parameters as written; 0: they say nothing
	buffer                                          []byte
}

func newVisits(channels *channelTable, rows column.Table, page string) *visits {
	v := &visits{
		source: textOf(rows, "utm_source"), medium: textOf(rows, "utm_medium"), campaign: textOf(rows, "utm_campaign"),
		click: textOf(rows, "click_id"), referrer: textOf(rows, "referrer_url"), page: textOf(rows, page),
		channels: channels.numbers, known: map[visit]uint16{}, tagged: map[string]uint16{},
	}
	v.parameters = [...]column.View{column.ViewOf(v.source), column.ViewOf(v.medium), column.ViewOf(v.campaign)}
	v.tells = v.source != nil || v.medium != nil || v.referrer != nil
	v.none = !v.tells && v.click == nil && v.page == nil
	return v
}

// channel returns the number of the channel of a row's visit. ok is false if the row tells of
// no visit from elsewhere: it has nothing of the kind, or one page of the site led to the other.
func (v *visits) channel(row int) (channel uint16, ok bool) {
	if v.none {
		return 0, false
	}
	if channel = v.ofParameters(row); channel != 0 {
		return channel, true
	}
	found, ok := v.untagged(row)
	if !ok {
		return 0, false
	}
	if channel, ok = v.known[found]; ok {
		return channel, true
	}
	if len(v.known) > manyCampaigns {
		clear(v.known)
	}
	channel = v.channels[found.group()]
	v.known[found] = channel
	return channel, true
}

// manyCampaigns bounds the number of visits that are remembered, since campaigns may be ids.
const manyCampaigns = 1 << 16

// ofParameters returns the channel that the columns of campaign parameters say, or 0.
func (v *visits) ofParameters(row int) uint16 {
	if v.source == nil && v.medium == nil {
		return 0
	}
	key := v.buffer[:0]
	for i := range v.parameters {
		value, _ := v.parameters[i].At(row)
		key = append(binary.AppendUvarint(key, uint64(len(value))), value...)
	}
	v.buffer = key
	channel, seen := v.tagged[string(key)]
	if !seen {
		if len(v.tagged) > manyCampaigns {
			clear(v.tagged)
		}
		found := visit{lowered(v.source, row), lowered(v.medium, row), lowered(v.campaign, row)}
		if found.source != "" || found.medium != "" {
			channel = v.channels[found.group()]
		}
		v.tagged[string(key)] = channel
	}
	return channel
}

// untagged reads a visit whose columns name no campaign: from campaign parameters in the page's
// address, else the ids of networks, else the referrer. A page without any of them was called up directly.
func (v *visits) untagged(row int) (visit, bool) {
	page, _ := given(v.page, row)
	if _, query, tagged := strings.Cut(page, "?"); tagged {
		if tagged, ok := ofQuery(query); ok {
			return tagged, true
		}
	}
	if click, ok := given(v.click, row); ok {
		if clicked, ok := ofClickID(click); ok {
			return clicked, true
		}
	}
	if referrer, ok := given(v.referrer, row); ok {
		host := hostOf(referrer)
		if host == "" || host == hostOf(page) {
			return visit{}, false
		}
		return visit{source: host, medium: "referral", campaign: lowered(v.campaign, row)}, true
	}
	return visit{campaign: lowered(v.campaign, row)}, page != "" && v.tells
}

// lowered returns a value in lower case without blanks around it.
func lowered(text *column.Text, row int) string {
	value, _ := given(text, row)
	return foldValue(value)
}

// ofQuery reads the parameters of a link.
func ofQuery(query string) (visit, bool) {
	values, _ := url.ParseQuery(query) // those that can be read
	found := visit{foldValue(values.Get("utm_source")), foldValue(values.Get("utm_medium")), foldValue(values.Get("utm_campaign"))}
	if found.source != "" || found.medium != "" {
		return found, true
	}
	for _, id := range clickIDs() {
		if values.Get(id.parameter) != "" {
			return visit{id.source, id.medium, found.campaign}, true
		}
	}
	return visit{}, false
}

// ofClickID reads a click id, with or without the name of its parameter.
func ofClickID(value string) (visit, bool) {
	for _, id := range clickIDs() {
		named := len(value) > len(id.parameter) && strings.EqualFold(value[:len(id.parameter)], id.parameter) && strings.ContainsRune("=: ", rune(value[len(id.parameter)]))
		if named {
			return id.visit, true
		}
		for _, beginning := range id.beginnings {
			if strings.HasPrefix(value, beginning) {
				return id.visit, true
			}
		}
	}
	return visit{}, false
}

// hostOf returns the host of a link in lower case, without www; "" for a path.
func hostOf(link string) string {
	if at := strings.Index(link, "//"); at >= 0 {
		link = link[at+2:]
	} else if strings.HasPrefix(link, "/") {
		return ""
	}
	if end := strings.IndexAny(link, "/?#:"); end >= 0 {
		link = link[:end]
	}
	return strings.TrimPrefix(foldValue(link), "www.")
}
