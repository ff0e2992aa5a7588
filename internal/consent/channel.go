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

// Channels are some channels.
type Channels uint8

// AllChannels are all of them.
const AllChannels Channels = 1<<channels - 1

// Only returns the channel alone.
func (c Channel) Only() Channels { return 1 << c }

// String returns the channel as it stands in files.
func (c Channel) String() string { return channelNames[c] }

var channelNames = [channels]string{"email", "phone", "sms", "mail", "ads"}

// ChannelByName returns the channel of a name.
func ChannelByName(name string) (Channel, bool) {
	at := slices.Index(channelNames[:], name)
	return Channel(max(at, 0)), at >= 0
}

// Has reports whether the channel is among them.
func (c Channels) Has(channel Channel) bool { return c&channel.Only() != 0 }

// Each yields the channels in their order.
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

// ChannelsByName reads what String writes.
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

// Purposes. Evidence in the columns of contacts is about marketing.
const (
	Marketing   = "marketing"
	AllPurposes = "all"
)
