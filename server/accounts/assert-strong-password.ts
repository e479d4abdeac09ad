import { DomainError } from '../shared/errors.ts';
import { PASSWORD_CHARS_MIN } from '../shared/limits.ts';

/** zxcvbn's estimate of more than 10^8 guesses: safe against guessing at the sign-in page. */
const SCORE_MIN = 3;

let checker: ReturnType<typeof loadChecker> | undefined;

/**
 * Refuses a password that is short, common, breached or made of what is known of its owner. The lists are
 * part of the package; nothing is sent anywhere.
 *
 * @param known such as the e-mail address
 * @throws DomainError WEAK_PASSWORD
 */
export async function assertStrongPassword(password: string, known: string[]): Promise<void> {
  if (password.length >= PASSWORD_CHARS_MIN) {
    const words = known.flatMap((text) => [
      text,
      text.split('@', 1)[0]!,
      ...text.split(/[^\p{L}\p{N}]+/u),
    ]);
    const { score } = (await (checker ??= loadChecker())).check(password, ['holdfast', ...words]);
    if (score >= SCORE_MIN) return;
  }
  throw new DomainError(
    { code: 'WEAK_PASSWORD' },
    `Choose a password of at least ${PASSWORD_CHARS_MIN} characters that is hard to guess, such as four random words.`,
  );
}

/** The dictionaries take megabytes, so they are loaded when somebody first sets a password. */
async function loadChecker() {
  const [{ ZxcvbnFactory }, common, en] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...en.dictionary },
  });
}
