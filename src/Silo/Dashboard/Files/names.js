// What experiments and rows are called: by what was done, as the console calls them.

const inName = ['method', 'masking', 'refill'];

const methods = { zero_shot: 'zero-shot', vanilla: 'vanilla fine-tuning' };

/** "object single", "vanilla fine-tuning", of anything with a row and its parameters. */
export function nameOf({ row, parameters }) {
  const value = name => parameters.find(parameter => parameter.name === name)?.value;
  const [method, masking, refill] = inName.map(value);
  if (method === undefined) {
    return row;
  }
  const mask = masking === 'none' ? 'no masking' : [masking, refill].filter(Boolean).join(' ');
  if (method === 'logit_distillation') {
    return masking && masking !== 'none' ? `logit distillation ${mask}` : 'logit distillation';
  }
  return mask || (methods[method] ?? method.replaceAll('_', ' '));
}

/** The same with its seed. */
export const labelOf = experiment => `${nameOf(experiment)}, seed ${experiment.seed}`;

/** Its other settings: "threshold 0.1, beta 10". Empty where there are none. */
export const detailsOf = ({ parameters }) =>
  parameters
    .filter(({ name }) => !inName.includes(name))
    .map(({ name, value }) => `${name} ${value}`)
    .join(', ');
