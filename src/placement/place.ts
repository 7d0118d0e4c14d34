/** No instance fits. countRefusals() says why. */
export const NOWHERE = -1;
