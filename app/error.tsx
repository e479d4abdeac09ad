'use client';

import { BrokenPage } from './ui/broken-page.tsx';

export default BrokenPage;
