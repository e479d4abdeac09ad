import { z } from 'zod';
import { BASE_LANGUAGE, LANGUAGES } from './languages.ts';

/** The viewer's language; part of each input whose answer depends on it, so that caches do not mix languages. */
export const languageSchema = z.enum(LANGUAGES).default(BASE_LANGUAGE);
