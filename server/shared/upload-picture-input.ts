/** The largest file that is taken as a picture, in bytes; photos of phones have 2 to 8 million. */
export const PICTURE_BYTES_MAX = 12 * 1024 * 1024;

/** Everything below it is an uploaded picture; `?w=` asks for one that is no narrower, in pixels. */
export const PICTURES_PATH = '/pictures/';
