namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Sweep files whose search, ranges or time limits are wrong, and all that is said about each.</summary>
internal static class BadSearches
{
    public static IReadOnlyDictionary<string, (
        string Text, string[] Errors)> All
    { get; } = new Dictionary<string, (string, string[])>
    {
        ["an unknown search"] = (
            """
            name: x
            method: vanilla
            search: hyperband
            """,
            [
                "3:9: unknown search 'hyperband'; expected grid, random or asha",
            ]),
        ["a search without a kind"] = (
            """
            name: x
            method: vanilla
            search: {samples: 3}
            """,
            [
                "3:9: the search has no kind; expected 'kind: grid, random or asha'",
            ]),
        ["a random search without samples"] = (
            """
            name: x
            grid: {method: [vanilla]}
            search: random
            """,
            [
                "3:9: a random search needs the number of points to draw, such as {kind: random, samples: 40}",
            ]),
        ["a random search without a grid"] = (
            """
            name: x
            method: vanilla
            search: {kind: random, samples: 3}
            """,
            [
                "3:9: there is no grid to draw points from; expected lists or ranges in 'grid'",
            ]),
        ["options of another search, and unknown ones"] = (
            """
            name: x
            grid: {method: [vanilla]}
            search: {kind: random, samples: 3, mode: max, sead: 4}
            """,
            [
                "3:36: 'mode' has no meaning in a search of kind random",
                "3:47: unknown key 'sead' in 'search'; did you mean 'seed'?",
            ]),
        ["wrong options of early stopping"] = (
            """
            name: x
            method: vanilla
            search:
              kind: asha
              samples: 0
              seed: -1
              metric: accuracy
              mode: best
              grace_epochs: 0
              reduction_factor: 1
            """,
            [
                "5:12: 'samples' expects a whole number from 1 to 100000, found '0'",
                "6:9: 'seed' expects a whole number from 0 to 2147483647, found '-1'",
                "7:11: unknown metric 'accuracy'; expected validation.accuracy, val.accuracy, id.accuracy, "
                    + "ood.accuracy or test.NAME.accuracy",
                "8:9: unknown mode 'best'; expected max or min",
                "9:17: 'grace_epochs' expects a whole number from 1 to 1000000, found '0'",
                "10:21: 'reduction_factor' expects a whole number from 2 to 100, found '1'",
            ]),
        ["early stopping that nobody would meet, of what is not measured"] = (
            """
            name: x
            method: vanilla
            training: {epochs: 2}
            data: {curve_images: 0}
            search: {kind: asha, grace_epochs: 2}
            """,
            [
                "5:9: no experiment has a rung: the first is at epoch 2; expected fewer grace_epochs than training.epochs",
                "5:9: validation.accuracy is measured on data.curve_images, which is 0; expected some",
            ]),
        ["a range in a grid"] = (
            """
            name: x
            method: vanilla
            grid:
              training.learning_rate: {log_uniform: [1e-5, 1e-2]}
            """,
            [
                "4:41: 'training.learning_rate' has a range, which a grid cannot cross; expected a list, or search: {kind: "
                    + "random, samples: 40}",
            ]),
        ["wrong ranges"] = (
            """
            name: x
            method: vanilla
            search: {kind: random, samples: 3}
            grid:
              training.learning_rate: {loguniform: [1e-5, 1e-2]}
              training.epochs: {uniform: [1, 4]}
              training.warm_up: {int_uniform: [0, 1]}
              training.weight_decay: {log_uniform: [0, 1]}
              training.batch_size: {int_uniform: [9, 5]}
              training.gradient_norm: {uniform: 3}
              training.schedule: {uniform: [cosine, one_cycle]}
              data.rho: {uniform: [0.5, 2]}
              data.train_images: {choice: []}
              data.test_images: {}
            """,
            [
                "5:28: unknown range 'loguniform' for 'training.learning_rate'; did you mean 'log_uniform'?",
                "6:30: 'training.epochs' takes whole numbers; expected int_uniform or choice",
                "7:35: 'training.warm_up' takes numbers; expected uniform, log_uniform or choice",
                "8:40: log_uniform draws positive numbers; expected the smallest value for 'training.weight_decay' above 0",
                "9:38: the range for 'training.batch_size' is empty; expected the smaller value first",
                "10:37: 'uniform' expects the smallest and the largest value, such as [1, 10], found '3'",
                "11:32: 'training.schedule' has no range; expected 'choice' with a list of its values",
                "12:29: 'data.rho' expects a number in 0..1, found 2",
                "13:31: 'choice' expects a list of values, found a list",
                "14:21: a range for 'data.test_images' expects one key, uniform, log_uniform, int_uniform or choice",
            ]),
        ["a wrong time limit, and checkpoints in a grid"] = (
            """
            name: x
            method: vanilla
            resources: {hang_timeout: 10}
            grid: {training.checkpoint_steps: [5, 10]}
            """,
            [
                "3:27: 'hang_timeout' expects a time such as 90s, 10m, 2h or 7d, found '10'",
                "4:8: 'training.checkpoint_steps' cannot be crossed: it changes no number; write it at the top of the file",
            ]),
    };
}
