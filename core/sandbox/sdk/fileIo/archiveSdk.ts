// Gzip files and tar archives, by catalog id.

import {
  type RhaiValue,
  rhaiArray,
  rhaiBool,
  rhaiFloat,
  rhaiInt,
  rhaiMap,
  rhaiString,
  UNIT,
} from '#core/base/value.ts';
import { objectArgument, textArgument } from '../common/sdkArguments.ts';
import type { SdkModule } from '../types.ts';
import { type ExtractArchiveOptions, extractArchive } from './extractArchive.ts';
import {
  compressGzip,
  type GzipInfo,
  gzipInfo,
  readGzipLines,
  type SearchGzipOptions,
  searchGzip,
} from './gzipFile.ts';
import { dirHandleAt, fileHandleAt } from './handles.ts';
import { optionsAt } from './optionBuilder.ts';
import type { ReadLinesOptions } from './readFile.ts';

export const archiveSdk: SdkModule = {
  'compress_gzip(RcFileHandle, RcFileHandle, CompressGzipOptions)': (context, args) => {
    const { level } = optionsAt<{ readonly level: bigint }>(args, 2, 'CompressGzipOptions');
    compressGzip(context, fileHandleAt(args, 0), fileHandleAt(args, 1), level);
    return UNIT;
  },
  'read_gzip_lines(RcFileHandle, ReadLinesOptions)': (context, args) => {
    const options = optionsAt<ReadLinesOptions>(args, 1, 'ReadLinesOptions');
    return rhaiArray(readGzipLines(context, fileHandleAt(args, 0), options).map(rhaiString));
  },
  'search_gzip(RcFileHandle, string, SearchGzipOptions)': (context, args) => {
    const options = optionsAt<SearchGzipOptions>(args, 2, 'SearchGzipOptions');
    const matches = searchGzip(context, fileHandleAt(args, 0), textArgument(args, 1), options);
    return rhaiArray(matches.map((state): RhaiValue => ({ kind: 'object', type: 'Match', state })));
  },
  'search_gzip_exists(RcFileHandle, string, SearchGzipOptions)': (context, args) => {
    const options = { ...optionsAt<SearchGzipOptions>(args, 2, 'SearchGzipOptions'), max_results: 1n };
    return rhaiBool(searchGzip(context, fileHandleAt(args, 0), textArgument(args, 1), options).length > 0);
  },
  'gzip_info(RcFileHandle)': (context, args) => ({
    kind: 'object',
    type: 'GzipInfo',
    state: gzipInfo(context, fileHandleAt(args, 0)),
  }),
  'get$compressed_size_bytes(GzipInfo)': (_, args) => rhaiInt(infoAt(args).compressedSize),
  'get$uncompressed_size_bytes(GzipInfo)': (_, args) => rhaiInt(infoAt(args).uncompressedSize),
  'get$compression_ratio(GzipInfo)': (_, args) => rhaiFloat(infoAt(args).ratio),
  'to_map(GzipInfo)': (_, args) => {
    const { compressedSize, uncompressedSize, ratio } = infoAt(args);
    return rhaiMap([
      ['compressed_size_bytes', rhaiInt(compressedSize)],
      ['uncompressed_size_bytes', rhaiInt(uncompressedSize)],
      ['compression_ratio', rhaiFloat(ratio)],
    ]);
  },
  'extract_archive(RcFileHandle, RcDirHandle, ExtractArchiveOptions)': (context, args) => {
    const options = optionsAt<ExtractArchiveOptions>(args, 2, 'ExtractArchiveOptions');
    extractArchive(context, fileHandleAt(args, 0), dirHandleAt(args, 1), options);
    return UNIT;
  },
};

function infoAt(args: readonly RhaiValue[]): GzipInfo {
  return objectArgument(args, 0).state as GzipInfo;
}
