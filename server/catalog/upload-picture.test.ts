import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaffRole } from '../platform/actor.ts';
import { listStaffActions } from '../audit-trail/list-staff-actions.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { PICTURE_BYTES_MAX } from '../shared/limits.ts';

let shop: TestShop;
let cookies: Record<StaffRole, string>;
beforeAll(async () => {
  shop = await openTestShop();
  cookies = await signInEachRole(shop);
});
afterAll(() => shop.close());

interface Answer {
  result?: { data: { src: string; width: number; height: number } };
  error?: { data: { domain: { code: string; issues: object[] } | null } };
}

async function upload(role: StaffRole, file: Uint8Array<ArrayBuffer>) {
  const response = await fetch(`${shop.url}/api/trpc/admin.products.uploadPicture`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', cookie: cookies[role] },
    body: file,
  });
  const { result, error } = (await response.json()) as Answer;
  return { status: response.status, picture: result?.data, domain: error?.data.domain };
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2f7f75' } });
const bytesOf = async (image: Sharp) => new Uint8Array(await image.toBuffer());

test('a photo is stored as upright WebP at several widths, without metadata', async () => {
  // Lies on its side, as phones store it, and says where it was taken.
  const gps = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } };
  const photo = await bytesOf(
    plain(2000, 1500).jpeg().withExif(gps).withMetadata({ orientation: 6 }),
  );
  expect((await sharp(photo).metadata()).exif).toBeDefined();

  const { status, picture } = await upload('admin', photo);
  expect({ status, picture }).toMatchObject({
    status: 200,
    picture: { width: 1500, height: 2000, src: expect.stringMatching(/^\/pictures\/.+\.webp$/) },
  });
  for (const [query, width] of [
    ['?w=96', 320],
    ['?w=640', 640],
    ['?w=828', 1280],
    ['?w=3840', 1280],
    ['', 1280],
  ] as const) {
    const response = await fetch(shop.url + picture!.src + query);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('cache-control')).toContain('immutable');
    const shown = await sharp(await response.arrayBuffer()).metadata();
    expect(shown).toMatchObject({ format: 'webp', width });
    expect(Math.abs(shown.height - (width * 4) / 3)).toBeLessThan(1);
    expect(shown.exif).toBeUndefined();
  }
});

test('a picture that is small already stays as large as it is', async () => {
  const { picture } = await upload('admin', await bytesOf(plain(200, 100).png()));
  const response = await fetch(shop.url + picture!.src);
  expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({ width: 200 });
});

test('the same file twice is one picture, and who uploaded it is recorded', async () => {
  const file = await bytesOf(plain(300, 300).webp());
  const [first, again] = [await upload('admin', file), await upload('admin', file)];
  expect(again).toEqual(first);
  const kept = await shop.deps.db
    .selectFrom('pictures')
    .select('width')
    .where('picture_id', '=', /[0-9a-f]{32}/.exec(first.picture!.src)![0])
    .execute();
  expect(kept).toHaveLength(3);
  const { actions } = await listStaffActions(shop.deps, {});
  expect(actions[0]).toMatchObject({
    staff: 'admin@shop.example',
    action: 'admin.products.uploadPicture',
    outcome: 'done',
    result: { src: first.picture!.src },
  });
});

test.each([
  ['no picture', () => Buffer.from('MZ this is a program')],
  [
    'a drawing, which could hold a script',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  ],
  ['half of a photo', async () => (await plain(900, 900).jpeg().toBuffer()).subarray(0, 2000)],
  ['an empty file', () => Buffer.alloc(0)],
  ['a picture of more pixels than fit', () => plain(9000, 9000).png().toBuffer()],
])('a file that is %s is refused with what to choose instead', async (_, file) => {
  const { status, domain } = await upload('admin', new Uint8Array(await file()));
  expect({ status, domain }).toMatchObject({
    status: 400,
    domain: { code: 'VALIDATION', issues: [{ path: 'picture' }] },
  });
});

test('a file that is too large is refused before it is looked at', async () => {
  const { status } = await upload('admin', new Uint8Array(PICTURE_BYTES_MAX + 1));
  expect(status).toBe(413);
});

test('who may only look cannot upload', async () => {
  const { status } = await upload('viewer', await bytesOf(plain(30, 30).png()));
  expect(status).toBe(403);
});

test.each([
  '/pictures/0123456789abcdef0123456789abcdef.webp',
  '/pictures/..%2fsecret',
  '/pictures/',
])('there is nothing at %s', async (address) => {
  expect((await fetch(shop.url + address)).status).toBe(404);
});
