/** Address prefix of uploaded pictures; `?w=` asks for a minimum width in pixels. */
export const PICTURES_PATH = '/pictures/';
