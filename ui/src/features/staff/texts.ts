/** What the screens of this area say, in both languages. */
export const staffId = {};

export const staffEn: typeof staffId = {};
