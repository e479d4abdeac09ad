import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** A picture at one width. */
export interface PictureFile {
  width: number;
  content: Buffer;
}

/** Stores a picture; one that exists is left as it is. */
export async function insertPicture(
  db: Database,
  picture: { pictureId: string; files: readonly PictureFile[]; uploadedAt: Date },
): Promise<void> {
  await db
    .insertInto('pictures')
    .values(
      picture.files.map(({ width, content }) => ({
        picture_id: picture.pictureId,
        width,
        content,
        uploaded_at: picture.uploadedAt,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A picture at a width, as WebP; null when it does not exist. */
export async function findPicture(
  db: Database,
  { pictureId, width }: { pictureId: string; width: number },
): Promise<Buffer | null> {
  const { rows } = await sql<{ content: Buffer }>`
    select content from pictures where picture_id = ${pictureId} and width = ${width}
  `.execute(db);
  return rows[0]?.content ?? null;
}
