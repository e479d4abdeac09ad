// Runs before `npm start`, `npm run dev`, `npm test` and others, on any installed Node: hence the old syntax.
// Installs the packages of package-lock.json, Node 24 included, unless they are installed already.
var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');

/** The oldest Node on which npm and the install scripts of the packages run. */
var OLDEST_TO_INSTALL = [20, 0];
/** The oldest Node that runs the shop, for platforms without an npm package of Node. */
var OLDEST_TO_RUN = [24, 0];

module.exports = { isAtLeast: isAtLeast, isInstalled: isInstalled, canRun: canRun };
if (require.main === module) main(path.join(__dirname, '../..'));

function main(root) {
  if (!isAtLeast(process.versions.node, OLDEST_TO_INSTALL)) {
    fail('Node ' + process.versions.node + ' is too old. Install Node 24, or at least 20.');
  }
  if (isInstalled(root)) return finish(root);
  install(root, function () {
    finish(root);
  });
}

function finish(root) {
  if (canRun(root, process.versions.node)) return;
  fail(
    'npm has no Node for this machine, and Node ' +
      process.versions.node +
      ' is too old. Install Node 24 (https://nodejs.org) and start again.',
  );
}

/**
 * Compares package-lock.json with npm's record of what it installed, which npm writes last.
 * Optional packages of other platforms are missing in that record.
 */
function isInstalled(root) {
  var wanted = readPackages(path.join(root, 'package-lock.json'));
  var present = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.keys(wanted).every(function (name) {
    if (name === '') return true;
    if (!present[name]) return Boolean(wanted[name].optional || wanted[name].devOptional);
    return present[name].version === wanted[name].version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether npm's scripts will find a recent Node: npm's package or the machine's. */
function canRun(root, version) {
  var bin = path.join(root, 'node_modules', '.bin');
  var brought = fs.existsSync(path.join(bin, 'node')) || fs.existsSync(path.join(bin, 'node.cmd'));
  return brought || isAtLeast(version, OLDEST_TO_RUN);
}

function isAtLeast(version, oldest) {
  var parts = version.split('.').map(Number);
  return parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1]);
}

function install(root, done) {
  var startedAt = Date.now();
  var output = [];
  process.stdout.write('Installing packages (about a minute, only when they change) …\n');
  var npm = npmCommand();
  // Building and testing need development packages, also with NODE_ENV=production.
  var args = npm.args.concat(['ci', '--include=dev', '--include=optional', '--loglevel=error']);
  var child = childProcess.spawn(npm.program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: npm.shell,
  });
  var ticker = setInterval(function () {
    process.stdout.write('  … ' + Math.round((Date.now() - startedAt) / 1000) + ' s\n');
  }, 15000);
  child.stdout.on('data', output.push.bind(output));
  child.stderr.on('data', output.push.bind(output));
  child.on('error', function (error) {
    fail('npm could not be started: ' + error.message);
  });
  child.on('close', function (code) {
    clearInterval(ticker);
    if (code !== 0) {
      process.stderr.write(Buffer.concat(output));
      fail('The packages could not be installed. See the errors of npm above.');
    }
    process.stdout.write('Installed in ' + Math.round((Date.now() - startedAt) / 1000) + ' s.\n');
    done();
  });
}

/** The npm that runs this script, on the Node that runs npm: node_modules is about to be replaced. */
function npmCommand() {
  var npm = process.env.npm_execpath;
  if (npm && /npm-cli\.c?js$/.test(npm)) {
    return {
      program: process.env.npm_node_execpath || process.execPath,
      args: [npm],
      shell: false,
    };
  }
  return { program: 'npm', args: [], shell: process.platform === 'win32' };
}

function fail(message) {
  process.stderr.write('\n' + message + '\n');
  process.exit(1);
}
