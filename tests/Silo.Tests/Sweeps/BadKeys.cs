namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Sweep files with wrong keys or values of the wrong kind, and all that is said about each.</summary>
internal static class BadKeys
{
    public static IReadOnlyDictionary<string, (
        string Text, string[] Errors)> All
    { get; } = new Dictionary<string, (string, string[])>
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
                "1:7: the name '../../etc/passwd' is not allowed; expected 1 to 64 of a-z, 0-9, '-' and '_', "
                    + "beginning with a letter or digit",
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
                "2:9: unknown method 'vanila'; expected zero_shot, linear_probe, vanilla, "
                    + "logit_distillation or feature_distillation",
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
                "2:8: 'method' expects zero_shot, linear_probe, vanilla, logit_distillation or feature_distillation, "
                    + "found nothing",
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
    };
}
