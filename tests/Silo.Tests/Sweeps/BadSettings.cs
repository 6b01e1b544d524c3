namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>
/// Sweep files with settings that are out of range or have no meaning together, and all that is said about each.
/// </summary>
internal static class BadSettings
{
    public static IReadOnlyDictionary<string, (
        string Text, string[] Errors)> All
    { get; } = new Dictionary<string, (string, string[])>
    {
        ["an empty grid"] = (
            """
            name: x
            grid: {}
            """,
            [
                "2:1: the grid is empty; expected lists to cross, such as 'masking: [random, object]', or no grid",
            ]),
        ["a grid whose lists are commented out"] = (
            """
            name: x
            grid:
              # masking: [object]
            """,
            [
                "2:1: the grid is empty; expected lists to cross, such as 'masking: [random, object]', or no grid",
            ]),
        ["an empty list in the grid"] = (
            """
            name: x
            grid: {masking: [], refill: [single]}
            """,
            [
                "2:17: the grid's list for 'masking' is empty; expected at least one value",
            ]),
        ["a grid of a single value"] = (
            """
            name: x
            grid: {masking: object}
            """,
            [
                "2:17: the grid expects a list of values for 'masking', such as [object], found 'object'",
            ]),
        ["a grid that is a list"] = (
            """
            name: x
            grid: [object]
            """,
            [
                "2:7: 'grid' expects lists to cross, such as {masking: [random, object]}, found a list",
            ]),
        ["a value twice in the grid"] = (
            """
            name: x
            grid: {masking: [object], threshold: [0.1, 1e-1]}
            """,
            [
                "2:44: '1e-1' is listed twice for 'threshold'",
            ]),
        ["alphas in the grid"] = (
            """
            name: x
            grid: {alphas: [0.5]}
            """,
            [
                "2:8: 'alphas' cannot be crossed: all of them are evaluated on one fine-tuned model; write the list at the top "
                    + "of the file or in a point of 'include'",
            ]),
        ["seeds in the grid"] = (
            """
            name: x
            grid: {seed: [0, 1]}
            """,
            [
                "2:8: unknown key 'seed'; seeds are listed once for the whole sweep: seeds: [0, 1, 2]",
            ]),
        ["a refill for zero-shot"] = (
            """
            name: x
            include:
              - {method: zero_shot, refill: single}
            """,
            [
                "3:33: 'refill' applies to logit_distillation and feature_distillation, not to zero_shot",
            ]),
        ["a training setting for zero-shot"] = (
            """
            name: x
            include:
              - method: zero_shot
                training: {epochs: 2}
            """,
            [
                "4:24: 'training.epochs' does not apply to zero_shot, which trains nothing",
            ]),
        ["weight decay for the linear probe"] = (
            """
            name: x
            method: linear_probe
            training.weight_decay: 0.1
            """,
            [
                "3:24: 'training.weight_decay' does not apply to linear_probe, whose weight decay is 0",
            ]),
        ["a refill without masking"] = (
            """
            name: x
            refill: single
            """,
            [
                "2:9: 'refill' has no meaning without masking; expected masking random, object or context",
            ]),
        ["a threshold for random masking"] = (
            """
            name: x
            grid:
              masking: [random, object]
              threshold: [0.1]
            """,
            [
                "4:15: 'threshold' applies to object and context masking; random masking takes a 'rate'",
            ]),
        ["a rate for object masking"] = (
            """
            name: x
            masking: object
            rate: 0.5
            """,
            [
                "3:7: 'rate' applies to random masking; object masking takes a 'threshold'",
            ]),
        ["a threshold and thresholds"] = (
            """
            name: x
            grid: {masking: [object]}
            threshold: 0.1
            thresholds: {object: {none: 0.2}}
            """,
            [
                "3:1: both 'threshold' and 'thresholds' are given; expected one of them",
            ]),
        ["a threshold beyond 1"] = (
            """
            name: x
            masking: object
            threshold: 1.5
            """,
            [
                "3:12: 'threshold' expects a number in 0..1, found 1.5",
            ]),
        ["a threshold beyond 1 in the table, though unused"] = (
            """
            name: x
            method: vanilla
            thresholds:
              context: {multi: -0.1}
            """,
            [
                "4:20: 'threshold' expects a number in 0..1, found -0.1",
            ]),
        ["thresholds for random masking"] = (
            """
            name: x
            grid: {masking: [random]}
            thresholds: {random: {none: 0.5}}
            """,
            [
                "3:14: unknown key 'random' in 'thresholds'; expected object or context",
            ]),
        ["rates for no refill that exists"] = (
            """
            name: x
            grid: {masking: [random]}
            rates: {double: 0.5}
            """,
            [
                "3:9: unknown refill 'double'; expected none, single or multi",
            ]),
        ["a batch of one"] = (
            """
            name: x
            method: vanilla
            training: {batch_size: 1}
            """,
            [
                "3:24: 'training.batch_size' expects at least 2, found 1",
            ]),
        ["a batch larger than the training set"] = (
            """
            name: x
            method: vanilla
            training: {batch_size: 200}
            data: {train_images: 100}
            """,
            [
                "3:24: 'training.batch_size' expects at most the 100 training images, found 200",
            ]),
        ["fewer training images than a batch of the default size"] = (
            """
            name: x
            include:
              - {method: vanilla, data: {train_images: 10}}
            """,
            [
                "3:5: 'training.batch_size' expects at most the 10 training images, found 50",
            ]),
        ["no epochs"] = (
            """
            name: x
            grid: {training.epochs: [1, 0]}
            """,
            [
                "2:29: 'training.epochs' expects at least 1, found 0",
            ]),
        ["a negative learning rate"] = (
            """
            name: x
            grid: {training.learning_rate: [1e-3, -1e-3]}
            """,
            [
                "2:39: 'training.learning_rate' expects a positive number, found -0.001",
            ]),
        ["alphas out of order"] = (
            """
            name: x
            method: vanilla
            alphas: [0.5, 0.25]
            """,
            [
                "3:9: 'alphas' expects ascending numbers from 0 to below 1, which is evaluated in any case, found [0.5, 0.25]",
            ]),
        ["alphas with a word"] = (
            """
            name: x
            method: vanilla
            alphas: [0.5, half]
            """,
            [
                "3:9: 'alphas' expects a number, found 'half'",
            ]),
        ["too many images"] = (
            """
            name: x
            method: vanilla
            data: {train_images: 20000}
            """,
            [
                "3:22: 'data.train_images' expects 1..10000, found 20000",
            ]),
        ["an unknown study"] = (
            """
            name: x
            method: vanilla
            data: {study: cifar}
            """,
            [
                "3:15: unknown study 'cifar'; expected miniature or imagenet",
            ]),
        ["an unknown model"] = (
            """
            name: x
            method: vanilla
            model: minature
            """,
            [
                "3:8: unknown model 'minature'; expected miniature, a model of 'counterfactual model list' or the path of a "
                    + ".safetensors file (there are none yet: counterfactual model import)",
            ]),
        ["a missing model file"] = (
            """
            name: x
            method: vanilla
            model: {checkpoint: missing.safetensors}
            """,
            [
                "3:21: no model file 'missing.safetensors' in DIRECTORY; expected miniature, a model of 'counterfactual model "
                    + "list' or the path of a .safetensors file",
            ]),
    };
}
