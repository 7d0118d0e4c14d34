import type { AsyncBuffer, ColumnChunk, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** Throws where the header of a page of a wanted column lacks a size or has a negative one: hyparquet reads such a page without end. */
export async function checkPages(file: AsyncBuffer, { columns }: RowGroup, wanted: readonly string[]): Promise<void> {
  for (const { meta_data } of columns)
    if (meta_data !== undefined && wanted.includes(meta_data.path_in_schema[0])) await checkChunk(file, meta_data);
}

async function checkChunk(file: AsyncBuffer, chunk: NonNullable<ColumnChunk['meta_data']>): Promise<void> {
  const from = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const view = new DataView(await file.slice(from, from + Number(chunk.total_compressed_size)));
  const reader = { view, offset: 0 };
  for (let values = 0; values < chunk.num_values && reader.offset < view.byteLength - 1; ) {
    const { compressed_page_size, uncompressed_page_size, data_page_header, data_page_header_v2: second } = parquetHeader(reader);
    const lengths = second && [
      second.num_values,
      second.num_rows,
      second.definition_levels_byte_length,
      second.repetition_levels_byte_length,
    ];
    const sizes = [compressed_page_size, uncompressed_page_size, ...(lengths ?? [])];
    if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) throw new Error('the header of a page has no size');
    values += (second ?? data_page_header)?.num_values ?? 0;
    reader.offset += compressed_page_size;
  }
}
