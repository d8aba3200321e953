/** What the screens of this area say, in both languages. */
export const evaluationId = {};

export const evaluationEn: typeof evaluationId = {};
