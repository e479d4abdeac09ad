/** The note that says why a viewer cannot press the buttons; they are described by it. */
export const readOnlyNoticeId = 'viewer-note';
