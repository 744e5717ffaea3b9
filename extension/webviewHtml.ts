// The page of a webview: its script and its style from the package, and nothing else.

import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** `name` is that of the bundled script and style. Every text comes later, as a message, and is set as text. */
export function webviewHtml(webview: Webview, root: Uri, { name, title }: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (file: string) => webview.asWebviewUri(Uri.joinPath(root, file)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset(`${name}.css`)}">
<title>${title}</title>
</head>
<body>
<main id="app"></main>
<script nonce="${nonce}" src="${asset(`${name}.js`)}"></script>
</body>
</html>`;
}

/** What distinguishes a page; constants of ours, since nothing is escaped. */
export interface WebviewPage {
  readonly name: string;
  readonly title: string;
}
