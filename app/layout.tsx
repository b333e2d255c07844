// First, because the order of the layers is stated there.
import './globals.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { AppFrame } from '#components/shell/app-frame.tsx';

export const metadata: Metadata = {
  title: { default: 'Nabo', template: '%s · Nabo' },
  description: 'A social feed that nobody owns.',
  icons: { icon: { url: '/icon.svg', type: 'image/svg+xml' }, apple: '/icons/apple-touch-180.png' },
  appleWebApp: { title: 'Nabo', statusBarStyle: 'default' },
  // Numbers in posts are block heights far more often than they are anybody's phone.
  formatDetection: { telephone: false, date: false, address: false, email: false },
  referrer: 'no-referrer',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf7' },
    { media: '(prefers-color-scheme: dark)', color: '#12100e' },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    // Look and theme are put on the root before React comes (host/build/first-script.js).
    <html lang="en" suppressHydrationWarning>
      <body>
        <AppFrame>{children}</AppFrame>
      </body>
    </html>
  );
}
