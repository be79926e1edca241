import ServiceKit

await ServiceMain.run(BenchmarkApplication.self)
