import { fromBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { sizeDelimitedPeek } from "@bufbuild/protobuf/wire";

/** The whole messages of a file of length-delimited ones, each with where it ends. A kill may have cut off the last one, which is left out. */
export function* delimited<Desc extends DescMessage>(
  schema: Desc,
  file: Uint8Array,
): Generator<{ readonly message: MessageShape<Desc>; readonly end: number }, void, undefined> {
  for (let at = 0; ;) {
    const head = sizeDelimitedPeek(file.subarray(at));
    if (head.eof || at + head.offset + head.size > file.length) {
      return;
    }
    const end = at + head.offset + head.size;
    yield { message: fromBinary(schema, file.subarray(at + head.offset, end)), end };
    at = end;
  }
}
