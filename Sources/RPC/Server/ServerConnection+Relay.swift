internal import Glibc
internal import Wire

// A call of a method that this server does not answer itself. On the loop.
extension ServerConnection {
  func openedElsewhere(
    _ slot: Int,
    _ stream: UInt32,
    _ prelude: OpenPrelude,
    _ header: FrameHeader,
    _ meta: UnsafeRawBufferPointer,
    _ view: OpenMetadataView,
    _ data: UnsafeRawBufferPointer
  ) {
    var open = RelayedOpen(
      prelude: prelude,
      metadata: meta,
      view: view,
      message: header.flags.contains(.hasMessage) ? data : nil,
      isCompressed: header.flags.contains(.compressed),
      endsStream: header.flags.contains(.endStream),
      arrivedNanoseconds: core.lastReceivedNanoseconds,
      facts: core.facts
    )
    guard let relay else {
      let isText = String(validating: view.method, as: UTF8.self) != nil
      let error = isText ? RPCError.unknownMethod(open.method) : RPCError(.invalidArgument, "the method is not UTF-8")
      return refuse(slot, stream, .other, open.shownMethod, error)
    }
    let method = relayedPath(open)
    do throws(RPCError) {
      open.caller = try relayedCaller(method.path, prelude, meta, view)
    } catch {
      var refusal = error
      refusal.origin = .proxy
      return refuse(slot, stream, .other, method.path, refusal)
    }
    switch relay.route(open) {
    case .refuse(var error):
      error.origin = .proxy
      refuse(slot, stream, .other, method.path, error)
    case .notFound:
      var error = RPCError.unknownMethod(open.method)
      error.origin = .proxy
      refuse(slot, stream, .other, method.path, error)
    case .forward(let target, let lease):
      forward(open, method, slot, stream, to: target, lease)
    }
  }

  /// Starts the call at its target. What the caller's identity adds to its metadata goes behind it: a repeated field
  /// may stand anywhere, and metadata has no other parts that a later one could change.
  private func forward(
    _ open: RelayedOpen,
    _ method: RelayedPath,
    _ slot: Int,
    _ stream: UInt32,
    to target: ClientChannel,
    _ lease: (any RelayLease)?
  ) {
    let added = open.caller?.relayedMetadata ?? []
    let call = RelayedCall(
      connection: self,
      slot: slot,
      stream: stream,
      open: open,
      method: method,
      target: target,
      lease: lease
    )
    set(.relayed(call), at: slot)
    startedCallCount += 1
    observer?.callStarted(call)
    if added.isEmpty { return call.start(open) }
    let byteCount = open.metadata.count + added.count
    guard OpenPrelude.byteCount + byteCount <= WireLimits.metaBytesMax else {
      return call.refuse(
        RPCError(.resourceExhausted, "the call's metadata leaves no room for who calls: send \(added.count) bytes less")
      )
    }
    withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 1) { whole in
      whole.copyMemory(from: open.metadata)
      let end = UnsafeMutableRawBufferPointer(rebasing: whole[open.metadata.count...])
      added.withUnsafeBytes { end.copyMemory(from: $0) }
      call.start(open.with(metadata: UnsafeRawBufferPointer(whole)))
    }
  }

  /// The method as text, and as the observer counts it. Clients mostly call what they called before, which needs no new
  /// text, and is not looked up.
  private func relayedPath(_ open: RelayedOpen) -> RelayedPath {
    let bytes = open.methodBytes
    let isSame = lastRelayed.path.utf8.withContiguousStorageIfAvailable { text in
      guard text.count == bytes.count, let one = text.baseAddress, let other = bytes.baseAddress else { return false }
      return memcmp(one, other, bytes.count) == 0
    }
    if isSame == true {
      if lastRelayed.observed == .other { lastRelayed.observed = observed(bytes) }
    } else {
      lastRelayed = RelayedPath(path: open.shownMethod, observed: observed(bytes))
    }
    return lastRelayed
  }

  private func observed(_ method: UnsafeRawBufferPointer) -> ObservedMethod {
    observer?.relayedMethod(method).map { .relayed($0.number) } ?? .other
  }

  /// Who calls, as admission interceptors find out of a call that a relay would pass on; nil when there is none of
  /// them.
  /// - Throws: what an interceptor objects.
  private func relayedCaller(
    _ path: String,
    _ prelude: OpenPrelude,
    _ meta: UnsafeRawBufferPointer,
    _ view: OpenMetadataView
  ) throws(RPCError) -> Caller? {
    if methods.interceptors.admission.isEmpty { return nil }
    let interceptors =
      methods.admissionOfAll
      ?? methods.interceptors.admission(service: AnyMethod(path: path, kind: .unary).service, path: path)
    if interceptors.isEmpty { return nil }
    var (call, _) = try arrivingCall(path: path, access: nil, prelude, meta, view)
    if let refusal = RegisteredMethod.refusal(by: interceptors, of: &call) { throw refusal }
    return call.caller
  }
}
