package consent

import (
	"slices"
	"strings"
)

// Channel is a way to reach a person.
type Channel uint8

// The channels.
const (
	Email Channel = iota
	Phone         // calls
	SMS
	Mail     // on paper
	Ads      // audiences of ad networks
	channels = iota
)

// Channels is a set of channels.
type Channels uint8

// AllChannels is the set of all channels.
const AllChannels Channels = 1<<channels - 1

// Only returns the set of this channel alone.
func (c Channel) Only() Channels { return 1 << c }

// String returns the name of the channel in files.
func (c Channel) String() string { return channelNames[c] }

var channelNames = [channels]string{"email", "phone", "sms", "mail", "ads"}

// ChannelByName returns the channel with a name.
func ChannelByName(name string) (Channel, bool) {
	at := slices.Index(channelNames[:], name)
	return Channel(max(at, 0)), at >= 0
}

// Has reports whether the channel is in the set.
func (c Channels) Has(channel Channel) bool { return c&channel.Only() != 0 }

// Each yields the channels of the set in order.
func (c Channels) Each(yield func(Channel) bool) {
	for channel := range Channel(channels) {
		if c.Has(channel) && !yield(channel) {
			return
		}
	}
}

// String returns the names, or "all".
func (c Channels) String() string {
	if c == AllChannels {
		return "all"
	}
	var names []string
	for channel := range c.Each {
		names = append(names, channel.String())
	}
	return strings.Join(names, "+")
}

// ChannelsByName parses what String returns.
func ChannelsByName(names string) (channels Channels) {
	if names == "all" {
		return AllChannels
	}
	for name := range strings.SplitSeq(names, "+") {
		if channel, ok := ChannelByName(name); ok {
			channels |= channel.Only()
		}
	}
	return channels
}

// The purposes. Evidence in the columns of contacts is about marketing.
const (
	Marketing   = "marketing"
	AllPurposes = "all"
)
