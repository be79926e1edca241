// The look-up of the benchmarks as an asynchronous server of gRPC C++: completion queue, one thread per core.
//
// Usage: grpc-cpp-server [PORT [DATABASE]]
// The answer is always the same; with DATABASE it is read from that SQLite database's table
// `product (id, name, unit_code, revision, stars)` by primary key, with a prepared statement on a connection of each
// thread's own.
#include <grpcpp/grpcpp.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ocop/testing/v1/benchmark.grpc.pb.h"

using ocop::testing::v1::Benchmark;
using ocop::testing::v1::LookUpRequest;
using ocop::testing::v1::LookUpResponse;

namespace {

// Products in a table, read by one thread.
class Table {
 public:
  explicit Table(const char* path) {
    check(sqlite3_open_v2(path, &database_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr));
    check(sqlite3_prepare_v3(database_, "SELECT name, unit_code, revision, stars FROM product WHERE id = ?1", -1,
                             SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
  }

  // Fills in the answer; false when there is no such product.
  bool read(const std::string& id, LookUpResponse* response) {
    check(sqlite3_bind_text(statement_, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC));
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) {
      response->set_id(id);
      response->set_name(text(0));
      response->set_unit_code(text(1));
      response->set_revision(sqlite3_column_int64(statement_, 2));
      response->set_stars(sqlite3_column_int(statement_, 3));
    } else if (result != SQLITE_DONE) {
      check(result);
    }
    check(sqlite3_reset(statement_));
    return result == SQLITE_ROW;
  }

 private:
  std::string text(int column) {
    const char* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return std::string(bytes, sqlite3_column_bytes(statement_, column));
  }

  void check(int result) {
    if (result == SQLITE_OK) return;
    std::fprintf(stderr, "grpc-cpp-server: %s\n", sqlite3_errmsg(database_));
    std::exit(1);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

// One call, from its request to the end of its answer; then it makes way for the next.
class Call {
 public:
  Call(Benchmark::AsyncService* service, grpc::ServerCompletionQueue* queue, Table* table)
      : service_(service), queue_(queue), table_(table), responder_(&context_) {
    service_->RequestLookUp(&context_, &request_, &responder_, queue_, queue_, this);
  }

  void proceed(bool ok) {
    if (finished_ || !ok) {
      delete this;
      return;
    }
    new Call(service_, queue_, table_);
    finished_ = true;
    LookUpResponse response;
    if (table_ != nullptr) {
      const bool found = table_->read(request_.id(), &response);
      const grpc::Status missing(grpc::StatusCode::NOT_FOUND, "no such product");
      responder_.Finish(response, found ? grpc::Status::OK : missing, this);
      return;
    }
    response.set_id(request_.id());
    response.set_name("Na Chi Lăng, loại một, thùng 10 kg");
    response.set_unit_code("06154");
    response.set_revision(request_.revision());
    response.set_stars(4);
    responder_.Finish(response, grpc::Status::OK, this);
  }

 private:
  Benchmark::AsyncService* service_;
  grpc::ServerCompletionQueue* queue_;
  Table* table_;
  grpc::ServerContext context_;
  LookUpRequest request_;
  grpc::ServerAsyncResponseWriter<LookUpResponse> responder_;
  bool finished_ = false;
};

void serve(Benchmark::AsyncService* service, grpc::ServerCompletionQueue* queue, Table* table) {
  for (int count = 0; count < 256; ++count) new Call(service, queue, table);
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
  std::vector<std::unique_ptr<Table>> tables;
  std::vector<std::thread> threads;
  for (auto& queue : queues) {
    if (argc > 2) tables.push_back(std::make_unique<Table>(argv[2]));
    threads.emplace_back(serve, &service, queue.get(), tables.empty() ? nullptr : tables.back().get());
  }
  for (auto& thread : threads) thread.join();
}
