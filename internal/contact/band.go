package contact

// band is a range of numbers, from least up to the least of the next band.
type band struct {
	least float64
	name  string
}

var (
	employeeBands = []band{
		{1, "1-10"},
		{11, "11-50"},
		{51, "51-200"},
		{201, "201-500"},
		{501, "501-1000"},
		{1001, "1001-5000"},
		{5001, "5001-10000"},
		{10001, "10001+"},
	}
	revenueBands = []band{
		{0, "0-1M"},
		{1e6, "1M-10M"},
		{10e6, "10M-50M"},
		{50e6, "50M-100M"},
		{100e6, "100M-500M"},
		{500e6, "500M-1B"},
		{1e9, "1B+"},
	}
)

// EmployeeBand returns the band of a number of employees, 1-10 to 10001+, or "" if the
// number is below one. The bands are those that most sources use.
func EmployeeBand(employees float64) string { return bandOf(employeeBands, employees) }

// RevenueBand returns the band of a revenue, 0-1M to 1B+, in its own currency, or "" for a
// negative one. A band includes its lower end and excludes its upper.
func RevenueBand(revenue float64) string { return bandOf(revenueBands, revenue) }

func bandOf(bands []band, value float64) string {
	name := ""
	for _, b := range bands {
		if value >= b.least {
			name = b.name
		}
	}
	return name
}
