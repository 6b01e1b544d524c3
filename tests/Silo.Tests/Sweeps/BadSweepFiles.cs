namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Sweep files with something wrong in them, and all that is said about each.</summary>
internal static class BadSweepFiles
{
    public static IReadOnlyDictionary<string, (string Text, string[] Errors)> All { get; } = new Dictionary<string, (string, string[])>
    {
        ["an empty file"] = (
            "",
            [
                "1:1: the file is empty; expected a sweep, beginning with its name, such as 'name: my-sweep'",
            ]),
        ["only comments"] = (
            """
            # nothing yet
            """,
            [
                "1:1: the file is empty; expected a sweep, beginning with its name, such as 'name: my-sweep'",
            ]),
        ["a list instead of keys"] = (
            """
            - name: x
            - method: vanilla
            """,
            [
                "1:1: expected keys and values, beginning with the sweep's name, found a list",
            ]),
        ["no name"] = (
            """
            method: vanilla
            """,
            [
                "1:1: the sweep has no name; expected 'name: my-sweep'",
            ]),
        ["a name with a path in it"] = (
            """
            name: ../../etc/passwd
            method: vanilla
            """,
            [
                "1:7: the name '../../etc/passwd' is not allowed; expected 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit",
            ]),
        ["a name that is a list"] = (
            """
            name: [a, b]
            method: vanilla
            """,
            [
                "1:7: 'name' expects 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit, found a list",
            ]),
        ["an unknown key"] = (
            """
            name: x
            method: vanilla
            trainig: {epochs: 1}
            """,
            [
                "3:1: unknown key 'trainig'; did you mean 'training'?",
            ]),
        ["an unknown key unlike any"] = (
            """
            name: x
            resources: {cores: 4}
            """,
            [
                "2:13: unknown key 'cores' in 'resources'; expected device, memory or hang_timeout",
            ]),
        ["an unknown nested key"] = (
            """
            name: x
            method: vanilla
            training:
              epochs: 4
              batchsize: 50
            """,
            [
                "5:3: unknown key 'batchsize' in 'training'; did you mean 'batch_size'?",
            ]),
        ["an unknown dotted key"] = (
            """
            name: x
            method: vanilla
            data.roh: 0.5
            """,
            [
                "3:1: unknown key 'data.roh'; did you mean 'data.rho'?",
            ]),
        ["an unknown word"] = (
            """
            name: x
            grid:
              masking: [object]
              refill: [none, singl]
            """,
            [
                "4:18: unknown refill 'singl'; expected none, single or multi",
            ]),
        ["several errors"] = (
            """
            name: X
            method: vanila
            training: {epochs: many}
            seeds: [0, 0]
            retries: -1
            """,
            [
                "1:7: the name 'X' is not allowed; expected 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit",
                "2:9: unknown method 'vanila'; expected zero_shot, linear_probe, vanilla, logit_distillation or feature_distillation",
                "3:20: 'training.epochs' expects a whole number, found 'many'",
                "4:12: seed 0 is listed twice",
                "5:10: 'retries' expects a whole number from 0 to 100, found '-1'",
            ]),
        ["a fraction for a whole number"] = (
            """
            name: x
            method: vanilla
            training: {batch_size: 2.5}
            """,
            [
                "3:24: 'training.batch_size' expects a whole number, found '2.5'",
            ]),
        ["a quoted number"] = (
            """
            name: x
            method: vanilla
            training: {epochs: "4"}
            """,
            [
                "3:20: 'training.epochs' expects a whole number, found '4' in quotes",
            ]),
        ["infinity"] = (
            """
            name: x
            beta: .inf
            """,
            [
                "2:7: 'beta' expects a number, found '.inf'",
            ]),
        ["a value that is missing"] = (
            """
            name: x
            method:
            beta: 10
            """,
            [
                "2:8: 'method' expects zero_shot, linear_probe, vanilla, logit_distillation or feature_distillation, found nothing",
            ]),
        ["a value that is not a group"] = (
            """
            name: x
            method: vanilla
            training: 4
            """,
            [
                "3:11: 'training' expects settings of its own, such as training.epochs, found '4'",
            ]),
        ["the same key twice"] = (
            """
            name: x
            method: vanilla
            beta: 10
            beta: 20
            """,
            [
                "3:7: 'beta' applies to logit_distillation and feature_distillation, not to vanilla",
                "4:1: 'beta' is given twice; the first is at 3:1",
            ]),
        ["a setting nested and dotted"] = (
            """
            name: x
            method: vanilla
            training: {epochs: 1}
            training.epochs: 2
            """,
            [
                "4:1: 'training.epochs' is given twice",
            ]),
        ["a grid setting nested and dotted"] = (
            """
            name: x
            grid:
              training: {epochs: [1]}
              training.epochs: [2]
            """,
            [
                "4:3: 'training.epochs' is given twice in the grid",
            ]),
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
                "2:8: 'alphas' cannot be crossed: all of them are evaluated on one fine-tuned model; write the list at the top of the file or in a point of 'include'",
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
                "3:8: unknown model 'minature'; expected miniature, a model of 'counterfactual model list' or the path of a .safetensors file (there are none yet: counterfactual model import)",
            ]),
        ["a missing model file"] = (
            """
            name: x
            method: vanilla
            model: {checkpoint: missing.safetensors}
            """,
            [
                "3:21: no model file 'missing.safetensors' in DIRECTORY; expected miniature, a model of 'counterfactual model list' or the path of a .safetensors file",
            ]),
        ["no seeds"] = (
            """
            name: x
            method: vanilla
            seeds: []
            """,
            [
                "3:8: 'seeds' expects a list of at least one whole number, such as [0, 1, 2], found an empty list",
            ]),
        ["one seed that is no list"] = (
            """
            name: x
            method: vanilla
            seeds: 3
            """,
            [
                "3:8: 'seeds' expects a list of at least one whole number, such as [0, 1, 2], found '3'",
            ]),
        ["a negative seed"] = (
            """
            name: x
            method: vanilla
            seeds: [-1]
            """,
            [
                "3:9: 'seeds' expects a whole number of at least 0, found '-1'",
            ]),
        ["an unknown device"] = (
            """
            name: x
            method: vanilla
            resources: {device: tpu, memory: 2 Gigs}
            """,
            [
                "3:21: unknown device 'tpu'; expected any, cpu or cuda",
                "3:34: 'memory' expects an amount such as 512MiB or 2GiB, found '2 Gigs'",
            ]),
        ["a fractional priority"] = (
            """
            name: x
            method: vanilla
            priority: 0.5
            """,
            [
                "3:11: 'priority' expects a whole number from -1000 to 1000, found '0.5'",
            ]),
        ["an include that is no list"] = (
            """
            name: x
            include: {method: vanilla}
            """,
            [
                "2:10: 'include' expects a list of points, such as [{method: vanilla}], found a mapping",
            ]),
        ["an included point that is a word"] = (
            """
            name: x
            include: [vanilla]
            """,
            [
                "2:11: a point of 'include' expects settings, such as {method: vanilla}, found 'vanilla'",
            ]),
        ["no points at all"] = (
            """
            name: x
            include: []
            """,
            [
                "2:1: the sweep has no experiments; expected a grid, points in 'include', or neither for a single one",
            ]),
        ["the same point twice"] = (
            """
            name: x
            include:
              - method: vanilla
              - method: vanilla
            """,
            [
                "4:5: the experiment 'vanilla' is asked for twice, here and at 3:5; expected it once",
            ]),
        ["a point of the grid included"] = (
            """
            name: x
            grid:
              masking: [random, object]
            include:
              - {masking: object}
            """,
            [
                "5:5: the experiment 'feature_distillation masking=object refill=none threshold=0.3 beta=30' is asked for twice, here and at 2:1; expected it once",
            ]),
        ["a million experiments"] = (
            """
            name: x
            grid:
              training.epochs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
              training.batch_size: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
              data.train_images: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
              data.test_images: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
              data.curve_images: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
              beta: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
            """,
            [
                "2:1: the sweep has 1000000 experiments; expected at most 100000",
            ]),
        ["an anchor"] = (
            """
            name: x
            beta: &b 10
            """,
            [
                "2:7: anchors and aliases ('&', '*') are not supported; expected the value itself",
            ]),
        ["an alias"] = (
            """
            name: x
            beta: *b
            """,
            [
                "2:7: anchors and aliases ('&', '*') are not supported; expected the value itself",
            ]),
        ["a tag"] = (
            """
            name: x
            beta: !!float 10
            """,
            [
                "2:7: tags ('!') are not supported; expected the value itself",
            ]),
        ["a key that is a list"] = (
            """
            name: x
            [a, b]: 1
            """,
            [
                "2:1: a list cannot be a key; expected a name",
            ]),
        ["two documents"] = (
            """
            name: x
            ---
            name: y
            """,
            [
                "2:1: a second document begins here; expected one document in the file",
            ]),
        ["deep nesting"] = (
            """
            name: x
            grid: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]
            """,
            [
                "2:23: nested too deeply; expected at most 16 levels",
            ]),
        ["a tab in the indentation"] = (
            "name: x\ntraining:\n\tepochs: 4\n",
            [
                "3:1: not valid YAML: a tab in the indentation; expected spaces",
            ]),
        ["a list that is not closed"] = (
            """
            name: x
            seeds: [0, 1
            method: vanilla
            """,
            [
                "3:1: not valid YAML hereabouts; a bracket or quote may be missing",
            ]),
        ["a wrong indentation"] = (
            """
            name: x
            training:
              epochs: 4
             batch_size: 50
            """,
            [
                "4:2: not valid YAML: while parsing a block mapping, did not find expected key",
            ]),
        ["a quote that is not closed"] = (
            """
            name: "x
            method: vanilla
            """,
            [
                "1:7: not valid YAML: while scanning a multi-line double-quoted scalar, found wrong indentation",
            ]),
    };
}
