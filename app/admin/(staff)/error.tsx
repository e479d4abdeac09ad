'use client';

import { ErrorPageContent } from '../../ui/error-page.tsx';

export default ErrorPageContent;
