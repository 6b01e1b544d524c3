namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Sweep files with wrong seeds, points or YAML, and all that is said about each.</summary>
internal static class BadPoints
{
    public static IReadOnlyDictionary<string, (
        string Text, string[] Errors)> All
    { get; } = new Dictionary<string, (string, string[])>
    {
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
                "5:5: the experiment 'feature_distillation masking=object refill=none threshold=0.3 beta=30' is asked for twice, "
                    + "here and at 2:1; expected it once",
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
