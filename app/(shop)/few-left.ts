/** From here down the exact number that is left is worth telling. */
export const fewLeft = 5;
