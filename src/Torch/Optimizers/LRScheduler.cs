using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of an optimiser's settings over its steps.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Sets an optimiser's settings for each of its steps: for step 0 when it is made, for the next whenever
            /// <see cref="step"/> is called after the optimiser's.
            /// </summary>
            public abstract class LRScheduler
            {
                private protected LRScheduler(AdamW optimizer, int total_steps)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    ArgumentOutOfRangeException.ThrowIfLessThan(total_steps, 1);
                    Optimizer = optimizer;
                    TotalSteps = total_steps;
                }

                /// <summary>How many steps the schedule has.</summary>
                public int TotalSteps { get; }

                /// <summary>
                /// The number of the optimiser's next step, from 0: all the state there is. Setting it sets the settings too. At
                /// <see cref="TotalSteps"/> training is over, and the settings are those of the last step.
                /// </summary>
                /// <exception cref="ArgumentOutOfRangeException">The schedule has no such step.</exception>
                public int StepNumber
                {
                    get;
                    set
                    {
                        ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(StepNumber));
                        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TotalSteps, nameof(StepNumber));
                        field = value;
                        Set(Math.Min(value, TotalSteps - 1));
                    }
                }

                private protected AdamW Optimizer { get; }

                /// <summary>Sets the settings for the next step.</summary>
                /// <exception cref="ArgumentOutOfRangeException">The schedule is over.</exception>
                public void step() => StepNumber++;

                private protected abstract void Set(int step);
            }
        }
    }
}
