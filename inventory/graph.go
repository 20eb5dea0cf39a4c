package inventory

// Graph is a drawing of the networks of one array: which are related, and what is
// published. It says what stands beside what; a view gives it places.
type Graph struct {
	Title string
	Notes []string // what the drawing does not show, and what holds for all of it
	Nodes []Node
	Edges []Edge
}

// Node is a box of a drawing.
type Node struct {
	Kind  NodeKind
	Label string
	Lines []string // smaller, below the label
}

// NodeKind is what a box stands for.
type NodeKind string

// The kinds of box.
const (
	NetworkNode   NodeKind = "network"
	PublishedNode NodeKind = "published" // a publishing rule with its server
)

// Edge joins two boxes by their places in Nodes.
type Edge struct {
	From, To int
	Kind     EdgeKind
	Label    string
}

// EdgeKind is how two boxes are joined.
type EdgeKind string

// The kinds of edge.
const (
	RouteEdge   EdgeKind = "route"   // in both directions
	NATEdge     EdgeKind = "nat"     // From is hidden behind an address of the firewall
	UnsureEdge  EdgeKind = "maybe"   // the file does not say
	PublishEdge EdgeKind = "publish" // requests from From reach To
)
