'use client';

import { BrokenPage } from './broken-page.tsx';

export default BrokenPage;
