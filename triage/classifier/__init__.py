"""Makes and reads the text classifier: scikit-learn trains, NumPy serves, nothing is ever unpickled."""
