#include "CSafeUnpack.h"
