/* Empty on purpose. access.proto extends protoc's own MethodOptions, so protoc-c includes the C form of
 * google/protobuf/descriptor.proto in what it writes; nothing of it is used, and Debian ships none. */
