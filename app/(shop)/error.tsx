'use client';

import { ErrorPage } from '../ui/error-page.tsx';

export default ErrorPage;
