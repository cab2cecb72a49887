let rest = '';
process.stdin.setEncoding('utf8').on('data', chunk => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  const answers = lines.map(line => JSON.stringify(JSON.parse(line)) + '\n');
  process.stdout.write(answers.join(''));
});
