/** A workflow for GitHub Actions. @param isLocked whether package-lock.json says which release of the lab it is */
export function workflowText(isLocked: boolean): string {
  return `name: ingress
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  ingress-lab:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: 24
      - run: ${isLocked ? 'npm ci' : 'npm install --no-save ingress-lab'}
      - run: npx ingress-lab test --format junit:ingress-lab.xml
      - uses: actions/upload-artifact@v7
        if: always()
        with:
          name: ingress-lab
          path: ingress-lab.xml
`;
}
