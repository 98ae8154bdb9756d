// The comparison: an app on Slack's own framework that acknowledges each slash command and keeps
// nothing. It finds Slack in SLACK_API_URL, as Muster does.
import bolt from '@slack/bolt';

const { App, LogLevel, SocketModeReceiver } = bolt;
const clientOptions = { slackApiUrl: process.env.SLACK_API_URL };
const receiver = new SocketModeReceiver({
  appToken: process.env.SLACK_APP_TOKEN,
  installerOptions: { clientOptions },
  logLevel: LogLevel.ERROR,
});
const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  receiver,
  clientOptions,
  logLevel: LogLevel.ERROR,
});
app.command('/incident', async ({ ack }) => {
  await ack();
});
process.on('SIGTERM', () => process.exit(0));
await app.start();
