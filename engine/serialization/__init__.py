"""Models in files, and models as other programs.

``keras_archive`` is a whole model in a file of Keras's, ``archive`` one in a form of our own, for
what Keras has not; ``weights`` are weights alone, ``keras_weights`` those in Keras's files.
``keras_code``, ``numpy_code``, ``torch_code`` and ``onnx`` are exports.  ``saving`` gives models
the methods that Keras's models have for it.  Nothing here unpickles, and nothing trusts a file:
what is damaged or forged gives one ``DamagedModel``.
"""
