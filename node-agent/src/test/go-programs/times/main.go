// Command times formats, parses and computes with fixed moments; no clock is asked.
package main

import (
	"encoding/json"
	"fmt"
	"time"
)

func main() {
	zones := []*time.Location{time.UTC, time.FixedZone("IST", 5*3600+1800),
		time.FixedZone("", -12600), time.FixedZone("X", 1)}
	moments := []time.Time{
		{}, time.Unix(0, 0).UTC(), time.Unix(1<<31, 999999999), time.Unix(-1, 1), time.Date(2026,
			2, 30, 25, 61, -1, 1e9, time.UTC),
		time.Date(2024, 2, 29, 23, 59, 59, 123456789, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0,
			time.UTC),
		time.Date(-5, 12, 31, 1, 2, 3, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0,
			time.UTC), time.UnixMilli(1.7e12),
		time.Date(2021, 1, 3, 12, 0, 0, 5000, time.UTC),
	}
	layouts := []string{
		time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822Z, time.RFC850, time.RFC1123Z,
		time.RFC3339Nano, time.Kitchen, time.StampMicro,
		time.DateTime, "2006-002 __2 Mon Monday Jan January _2 2 02 1 01 06 15 3 03 4 04 5 05 " +
			"PM pm .000 .999 ,000 Z07 Z0700 Z07:00:00 -07 MST",
	}
	for _, moment := range moments {
		for _, zone := range zones {
			at := moment.In(zone)
			for _, layout := range layouts {
				fmt.Print(at.Format(layout), " | ")
			}
			year, week := at.ISOWeek()
			fmt.Println(at, year, week, at.YearDay(), at.Weekday(), at.Unix(), at.UnixNano()%1e9,
				at.IsZero())
			fmt.Printf("%#v %v %v\n", at.AddDate(0, 13, -40).Format(time.DateOnly),
				at.Truncate(7*time.Hour), at.Round(time.Minute))
		}
		text, err := json.Marshal(moment.UTC())
		fmt.Println(string(text), err)
	}
	parses()
	durations()
}

func parses() {
	for _, try := range [][2]string{
		{time.RFC3339, "2026-11-22T14:15:16.123456789+05:30"}, {time.RFC3339,
			"2026-11-22T24:00:00Z"}, {time.RFC3339, "2026-13-01T00:00:00Z"},
		{time.RFC3339, "2023-02-29T00:00:00Z"}, {time.RFC1123,
			"Mon, 02 Jan 2006 15:04:05 GMT"}, {time.Kitchen, "3:04PM"}, {time.Kitchen, "15:04PM"},
		{"2006-002", "2024-366"}, {"2006-002", "2023-366"}, {time.ANSIC,
			"Sun Feb 30 00:00:00 2020"}, {"Jan _2 06", "Mar  7 69"}, {"05.999", "07.5"},
		{time.DateOnly, "2026-1-02"}, {time.DateOnly, "2026-01-02 extra"}, {"MST -0700",
			"CEST +0200"}, {"15h", "xx"},
	} {
		at, err := time.Parse(try[0], try[1])
		name, offset := at.Zone()
		fmt.Println(at.UTC(), name, offset, err)
	}
	a, b := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 3, 1, 0, 0, 0, 1, time.UTC)
	fmt.Println(a.Sub(b), a.After(b), a.Compare(b), a.Equal(a.In(time.FixedZone("", 60))),
		time.Time{}.Sub(a), a.Add(1<<63-1))
	packed, err := a.MarshalBinary()
	var back time.Time
	fmt.Println(len(packed), err, back.UnmarshalBinary(packed), back.Equal(a),
		back.UnmarshalText([]byte("soon")))
}

func durations() {
	for _, text := range []string{"1h15m30.918273645s", "-1.5h", "100ns", "1us2µs3ms", ".5s", "",
		"3", "1d", "9223372036854775808ns", "-2562047h47m16.854775808s", "1e3s"} {
		d, err := time.ParseDuration(text)
		fmt.Println(d, err, d.Hours(), d.Milliseconds(), d.Round(time.Second),
			d.Truncate(time.Minute), d.Abs())
	}
	for d := time.Duration(1); d > 0; d *= 37 {
		fmt.Print(d, " ", d.Seconds(), "; ")
	}
	fmt.Println()
}
