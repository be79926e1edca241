// The look-up of the benchmarks as an asynchronous server of gRPC C++: completion queue, one thread per core.
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ocop/testing/v1/benchmark.grpc.pb.h"

using ocop::testing::v1::Benchmark;
using ocop::testing::v1::LookUpRequest;
using ocop::testing::v1::LookUpResponse;

namespace {

// One call, from its request to the end of its answer; then it makes way for the next.
class Call {
 public:
  Call(Benchmark::AsyncService* service, grpc::ServerCompletionQueue* queue)
      : service_(service), queue_(queue), responder_(&context_) {
    service_->RequestLookUp(&context_, &request_, &responder_, queue_, queue_, this);
  }

  void proceed(bool ok) {
    if (finished_ || !ok) {
      delete this;
      return;
    }
    new Call(service_, queue_);
    LookUpResponse response;
    response.set_id(request_.id());
    response.set_name("Na Chi Lăng, loại một, thùng 10 kg");
    response.set_unit_code("06154");
    response.set_revision(request_.revision());
    response.set_stars(4);
    finished_ = true;
    responder_.Finish(response, grpc::Status::OK, this);
  }

 private:
  Benchmark::AsyncService* service_;
  grpc::ServerCompletionQueue* queue_;
  grpc::ServerContext context_;
  LookUpRequest request_;
  grpc::ServerAsyncResponseWriter<LookUpResponse> responder_;
  bool finished_ = false;
};

void serve(Benchmark::AsyncService* service, grpc::ServerCompletionQueue* queue) {
  for (int count = 0; count < 256; ++count) new Call(service, queue);
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) static_cast<Call*>(tag)->proceed(ok);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string address = "127.0.0.1:" + std::string(argc > 1 ? argv[1] : "7492");
  Benchmark::AsyncService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
  for (unsigned index = 0; index < std::thread::hardware_concurrency(); ++index) {
    queues.push_back(builder.AddCompletionQueue());
  }
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::vector<std::thread> threads;
  for (auto& queue : queues) threads.emplace_back(serve, &service, queue.get());
  for (auto& thread : threads) thread.join();
}
