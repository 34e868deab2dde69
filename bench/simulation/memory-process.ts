/** Runs one model once and answers with the memory that it took: started by `main.ts`. */
import { numberOf, settings, tell, textOf } from '../parent.ts';
import { MODELS } from './models.ts';
import { runModel } from './run-model.ts';

const told = settings();
const name = textOf(told, 'model');
const model = MODELS.find((one) => one.name === name);
if (!model) throw new Error(`there is no model ${name}`);
await runModel(model, numberOf(told, 'requests'));
tell({ peakBytes: process.resourceUsage().maxRSS * 1024 });
process.disconnect();
