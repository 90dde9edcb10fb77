"""Models in files, and models as other programs.

``archive`` is a whole model in one file, ``weights`` its weights alone; ``keras_archive`` and
``keras_weights`` are those of Keras's own files.  ``keras_code``, ``numpy_code`` and ``onnx`` are
exports.  ``saving`` gives models the methods that Keras's models have for it.  Nothing here
unpickles, and nothing trusts a file: what is damaged or forged gives one ``DamagedModel``.
"""
