module slipway.io/go/bench

go 1.23

require (
	github.com/gocql/gocql v1.7.0
	slipway.io/go v0.0.0
)

require (
	github.com/google/uuid v1.6.0 // indirect
	github.com/klauspost/compress v1.17.9 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
	gopkg.in/inf.v0 v0.9.1 // indirect
)

replace (
	github.com/gocql/gocql => github.com/scylladb/gocql v1.15.3
	slipway.io/go => ../
)
